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
	Languages   []i18n.Locale // that customers may choose from
	UndoSeconds *int          // for which a reply can be taken back; nil: as the program was started
	LinkDays    *int          // for which links in mails work after their ticket was closed; nil: as the program was started
	RemindHours int           // before an appointment its customer is reminded of it; 0: not at all
	Sender      string        // the address that mail comes from; empty: as the program was started
	Steps       []Step        // of the first run that are done or were skipped
	Caps
}

// Location is the desk's zone; a zone that this machine does not know reads as UTC.
func (d Desk) Location() *time.Location {
	if loc, err := time.LoadLocation(d.Zone); err == nil {
		return loc
	}
	return time.UTC
}

const selectDesk = `select name, address_line, phone, brand, locale, zone, is_demo, languages, undo_seconds, link_days, remind_hours, coalesce(sender, '') as sender, steps,
	most_files, file_megabytes, asks_per_address, asks_per_network, links_per_address from desk`

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
	// A demo has nothing left to set up.
	const q = `insert into desk (name, address_line, phone, brand, locale, zone, is_demo, steps, created_at)
		values (@name, @address, @phone, @brand, @locale, @zone, @demo, case when @demo then @steps::text[] else '{}' end, @now)`
	_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{
		"name": d.Name, "address": d.AddressLine, "phone": d.Phone, "brand": d.Brand,
		"locale": d.Locale, "zone": d.Zone, "demo": d.IsDemo, "steps": Steps, "now": tx.Now,
	})
	return err
}
