// Package people knows who asks, who answers and who may do what: customers and staff, teams,
// sign-in and sessions, and the desk whose people they are. It must never know what a ticket says.
package people

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
)

// ID is a person's number.
type ID int64

// Role says what a person is here.
type Role string

// The roles.
const (
	Customer   Role = "customer"
	Agent      Role = "agent"
	Technician Role = "technician" // comes to customers: sees their own appointments and the tickets that those belong to
	Supervisor Role = "supervisor"
	Admin      Role = "admin"
)

// IsStaff reports whether the role is anything but a customer's.
func (r Role) IsStaff() bool { return r != Customer && r != "" }

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool {
	switch r {
	case Customer, Agent, Technician, Supervisor, Admin:
		return true
	default:
		return false
	}
}

// Person is a customer or somebody of the staff.
type Person struct {
	ID        ID
	Role      Role
	Name      string
	Address   string
	Company   string
	Locale    i18n.Locale
	Zone      *string // IANA; nil: unknown
	IsActive  bool
	CreatedAt time.Time
}

const personColumns = `p.id, p.role, p.name, coalesce(p.address::text, '') as address,
	case when p.company_id is null then '' else (select c.name from companies c where c.id = p.company_id) end as company, p.locale, p.zone, p.is_active, p.created_at`

// Get reads one person.
func Get(ctx context.Context, r pg.Reader, id ID) (Person, error) {
	const q = `select ` + personColumns + ` from people p where p.id = $1`
	return one(ctx, r, q, id)
}

// AskRequester asks in a batch for whose ticket has a number, for who sees that ticket.
func AskRequester(batch *pgx.Batch, number int64, p *Person) {
	const q = `select ` + personColumns + ` from people p where p.id = (select requester_id from tickets where number = $1)`
	batch.Queue(q, number).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Person])
		if len(found) > 0 {
			*p = found[0]
		}
		return err
	})
}

// ByAddress finds who has a mail address.
func ByAddress(ctx context.Context, r pg.Reader, address string) (Person, error) {
	const q = `select ` + personColumns + ` from people p where p.id = (select person_id from addresses where address = $1)`
	return one(ctx, r, q, address)
}

func one(ctx context.Context, r pg.Reader, q string, arg any) (Person, error) {
	rows, err := r.Query(ctx, q, arg)
	if err != nil {
		return Person{}, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Person])
	return p, pg.Found(err)
}

// Staff lists everybody who works here and is active, by name.
func Staff(ctx context.Context, r pg.Reader) ([]Person, error) {
	const q = `select ` + personColumns + ` from people p where p.role <> 'customer' and p.is_active order by p.name, p.id`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Person])
}
