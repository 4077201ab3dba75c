package people

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
)

// Newcomer is a person to be written down.
type Newcomer struct {
	Role     Role
	Name     string
	Address  string
	Company  string
	Locale   i18n.Locale
	Zone     *string
	Password string // already hashed; empty: cannot sign in by password
}

// Add writes down a person. An address belongs to one person only.
func Add(ctx context.Context, tx *pg.Tx, n Newcomer) (ID, error) {
	const q = `insert into people (role, name, address, company, locale, zone, password, created_at)
		values (@role, @name, @address, @company, @locale, @zone, nullif(@password, ''), @now) returning id`
	var id ID
	err := tx.QueryRow(ctx, q, newcomerArgs(tx, n)).Scan(&id)
	return id, err
}

// Meet finds the customer with an address, or writes a new one down. Somebody who only types an
// address changes nothing of the person who has it.
func Meet(ctx context.Context, tx *pg.Tx, n Newcomer) (ID, error) {
	const q = `insert into people (role, name, address, company, locale, zone, password, created_at)
		values (@role, @name, @address, @company, @locale, @zone, nullif(@password, ''), @now)
		on conflict on constraint people_address_key do update set address = people.address
		returning id`
	var id ID
	err := tx.QueryRow(ctx, q, newcomerArgs(tx, n)).Scan(&id)
	return id, err
}

func newcomerArgs(tx *pg.Tx, n Newcomer) pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{
		"role": n.Role, "name": n.Name, "address": n.Address, "company": n.Company,
		"locale": n.Locale, "zone": n.Zone, "password": n.Password, "now": tx.Now,
	}
}

// SetLocale changes the language in which Kept speaks to a person.
func SetLocale(ctx context.Context, tx *pg.Tx, id ID, locale i18n.Locale) error {
	_, err := tx.Exec(ctx, `update people set locale = $2 where id = $1`, id, locale)
	return err
}
