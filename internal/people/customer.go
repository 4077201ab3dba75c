package people

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
)

// Newcomer is a person to be written down.
type Newcomer struct {
	Role     Role
	Name     string
	Address  string
	Company  string // its name; customers only
	Locale   i18n.Locale
	Zone     *string
	Password string // already hashed; empty: cannot sign in by password
}

// Add writes down a person. An address belongs to one person only.
func Add(ctx context.Context, tx *pg.Tx, n Newcomer) (ID, error) {
	company, err := companyNamed(ctx, tx, n)
	if err != nil {
		return 0, err
	}
	const q = `
		with p as (
			insert into people (role, name, address, company_id, locale, zone, password, created_at)
			values (@role, @name, @address, @company, @locale, @zone, nullif(@password, ''), @now) returning id, address),
		a as (insert into addresses (address, person_id, added_at) select address, id, @now from p)
		select id from p`
	var id ID
	err = tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"role": n.Role, "name": n.Name, "address": n.Address, "company": company,
		"locale": n.Locale, "zone": n.Zone, "password": n.Password, "now": tx.Now,
	}).Scan(&id)
	return id, err
}

// Meet finds the customer with an address, or writes a new one down. Somebody who only types an
// address changes nothing of the person who has it. Until the change ends nobody erases them.
func Meet(ctx context.Context, tx *pg.Tx, n Newcomer) (ID, error) {
	// Whoever joins two customers waits for this row, or is waited for: nobody writes to one who is gone.
	const q = `select person_id from addresses where address = $1 for key share`
	var id ID
	batch := &pgx.Batch{}
	QueueAlone(batch, "address "+strings.ToLower(n.Address)) // nobody else meets them at the same time
	batch.Queue(q, n.Address).QueryRow(func(row pgx.Row) error { return row.Scan(&id) })
	err := tx.SendBatch(ctx, batch).Close()
	if errors.Is(err, pgx.ErrNoRows) {
		return Add(ctx, tx, n)
	}
	return id, err
}

// companyNamed is the company of a newcomer, made when it is new; nil: they are of none.
func companyNamed(ctx context.Context, tx *pg.Tx, n Newcomer) (id *int64, err error) {
	if n.Company == "" {
		return nil, nil
	}
	const q = `insert into companies (name, created_at) values ($1, $2) on conflict (name) do update set name = excluded.name returning id`
	err = tx.QueryRow(ctx, q, n.Company, tx.Now).Scan(&id)
	return id, err
}

// SetLocale changes the language in which Kept speaks to a person.
func SetLocale(ctx context.Context, tx *pg.Tx, id ID, locale i18n.Locale) error {
	_, err := tx.Exec(ctx, `update people set locale = $2 where id = $1`, id, locale)
	return err
}

// HasConfirmed reports whether somebody has shown that the address is theirs to which we write.
func HasConfirmed(ctx context.Context, r pg.Reader, id ID) (is bool, err error) {
	const q = `select exists (select from people p join addresses a on a.address = p.address where p.id = $1 and a.confirmed_at is not null)`
	err = r.QueryRow(ctx, q, id).Scan(&is)
	return is, err
}

// AddressesOf are all mail addresses of somebody, the oldest first.
func AddressesOf(ctx context.Context, r pg.Reader, id ID) ([]string, error) {
	rows, err := r.Query(ctx, `select address::text from addresses where person_id = $1 order by added_at, address`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// Hire writes down somebody who works here, as a member of a team: the machine's operator does it.
func Hire(ctx context.Context, tx *pg.Tx, by Actor, n Newcomer, team TeamID) (ID, error) {
	if err := by.May(Staffing, 0); err != nil {
		return 0, err
	}
	id, err := Add(ctx, tx, n)
	if err != nil {
		return 0, err
	}
	if err := Join(ctx, tx, team, id); err != nil {
		return 0, err
	}
	return id, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditPersonAdded, Person: int64(id), Became: string(n.Role)})
}
