package people

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
)

// Desk is the company that answers here.
type Desk struct {
	Name        string
	AddressLine string
	Phone       string
	Brand       string // #rrggbb, or empty for Kept's own blue
	Locale      i18n.Locale
	Zone        string // IANA zone of the desk's people, and of customers whose own is unknown
	IsDemo      bool
}

// Location is the desk's zone; a zone that this machine does not know reads as UTC.
func (d Desk) Location() *time.Location {
	if loc, err := time.LoadLocation(d.Zone); err == nil {
		return loc
	}
	return time.UTC
}

const selectDesk = `select name, address_line, phone, brand, locale, zone, is_demo from desk`

// TheDesk reads the desk. Not found: nobody has set it up yet.
func TheDesk(ctx context.Context, r pg.Reader) (Desk, error) {
	rows, err := r.Query(ctx, selectDesk)
	if err != nil {
		return Desk{}, err
	}
	d, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Desk])
	return d, pg.Found(err)
}

// SetUp writes down whose desk this is, once.
func SetUp(ctx context.Context, tx *pg.Tx, d Desk) error {
	if _, err := time.LoadLocation(d.Zone); err != nil {
		return fmt.Errorf("the desk's zone: %w", err)
	}
	const q = `insert into desk (name, address_line, phone, brand, locale, zone, is_demo, created_at)
		values (@name, @address, @phone, @brand, @locale, @zone, @demo, @now)`
	_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{
		"name": d.Name, "address": d.AddressLine, "phone": d.Phone, "brand": d.Brand,
		"locale": d.Locale, "zone": d.Zone, "demo": d.IsDemo, "now": tx.Now,
	})
	return err
}
