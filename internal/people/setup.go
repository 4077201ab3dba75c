package people

import (
	"context"
	"fmt"
	"time"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// Founding is what the first-run page asks: whose desk this is, and who its first admin is.
type Founding struct {
	Desk     Desk
	Name     string // of the first admin
	Address  string
	Password string
}

// Sizes are how long what is written about people may be, in UTF-16 units.
type Sizes struct{ Name, Address, Line int }

// Check says what is wrong with a founding, all fields at once.
func (f Founding) Check(s Sizes) error {
	var locale, zone *fault.Error
	if !f.Desk.Locale.Valid() {
		locale = fault.Invalid("fault.language").On("locale")
	}
	// "Local" is the machine's own zone, which says nothing to another machine.
	if _, err := time.LoadLocation(f.Desk.Zone); err != nil || f.Desk.Zone == "" || f.Desk.Zone == "Local" {
		zone = fault.Invalid("fault.zone").On("zone")
	}
	return fault.Join(
		field.Required("company", f.Desk.Name, s.Name),
		field.Optional("line", f.Desk.AddressLine, s.Line),
		field.Optional("phone", f.Desk.Phone, s.Name),
		locale, zone,
		field.Required("name", f.Name, s.Name),
		field.Address("email", f.Address, s.Address),
		CheckPassword("password", f.Password, f.Name, f.Address, f.Desk.Name),
	)
}

// Found writes down the desk, its first team and its first admin, who is returned. The invitation is used up, and so
// is every other. hash is what HashPassword has made of the password.
func Found(ctx context.Context, tx *pg.Tx, invitation Token, f Founding, team, hash string) (ID, error) {
	if err := use(ctx, tx, invitation); err != nil {
		return 0, err
	}
	d := f.Desk
	d.Name, d.AddressLine, d.Phone = field.Line(d.Name), field.Line(d.AddressLine), field.Line(d.Phone)
	if err := SetUp(ctx, tx, d); err != nil {
		if pg.Constraint(err) == "desk_pkey" { // the demo's desk, or another process's
			return 0, fault.Gone("fault.link_gone")
		}
		return 0, fmt.Errorf("set up the desk: %w", err)
	}
	first, err := AddTeam(ctx, tx, team, "users")
	if err != nil {
		return 0, fmt.Errorf("add the first team: %w", err)
	}
	admin, err := Add(ctx, tx, Newcomer{
		Role: Admin, Name: field.Line(f.Name), Address: field.Line(f.Address), Locale: d.Locale, Zone: &d.Zone, Password: hash,
	})
	if pg.Constraint(err) == "people_address_key" {
		return 0, fault.Invalid("fault.address_taken").On("email")
	}
	if err != nil {
		return 0, fmt.Errorf("add the first admin: %w", err)
	}
	if err := Join(ctx, tx, first, admin); err != nil {
		return 0, err
	}
	return admin, audit.Write(ctx, tx,
		audit.Entry{By: int64(admin), Kind: AuditPersonAdded, Person: int64(admin), Became: string(Admin)},
		audit.Entry{By: int64(admin), Kind: AuditDeskFounded, Became: d.Name})
}

// lasting says which invitations still work.
const lasting = `kind = 'first_admin' and created_at > clock_timestamp() - interval '7 days'`

// Invite makes the one-time link of the first-run page, as long as there is neither a desk nor anybody of the staff;
// a conflict otherwise. It works for 7 days; links that were made before it go on working.
func Invite(ctx context.Context, tx *pg.Tx, by Actor) (Token, error) {
	if !by.IsSystem() {
		return "", fault.NotFound()
	}
	isFresh, err := isFresh(ctx, tx)
	if err != nil {
		return "", err
	}
	if !isFresh {
		return "", fault.Conflict("fault.link_gone")
	}
	t := NewToken()
	_, err = tx.Exec(ctx, `insert into invitations (token_hash, kind) values ($1, 'first_admin')`, t.hash())
	return t, err
}

// NeedsFounding reports whether there is neither a desk nor anybody of the staff yet.
func NeedsFounding(ctx context.Context, r pg.Reader) (bool, error) { return isFresh(ctx, r) }

func isFresh(ctx context.Context, r pg.Reader) (bool, error) {
	const q = `select not exists (select from desk) and not exists (select from people where role <> 'customer')`
	var fresh bool
	err := r.QueryRow(ctx, q).Scan(&fresh)
	return fresh, err
}

// Invited is a fault (gone) unless the token is of an invitation that still works.
func Invited(ctx context.Context, r pg.Reader, t Token) error {
	const q = `select exists (select from invitations where token_hash = $1 and ` + lasting + `) and not exists (select from desk)`
	var works bool
	if err := r.QueryRow(ctx, q, t.hash()).Scan(&works); err != nil {
		return err
	}
	if !works {
		return fault.Gone("fault.link_gone")
	}
	return nil
}

// use takes an invitation away, with all others. Two who use one at once wait for each other here.
func use(ctx context.Context, tx *pg.Tx, t Token) error {
	tag, err := tx.Exec(ctx, `delete from invitations where token_hash = $1 and `+lasting, t.hash())
	if err != nil {
		return fmt.Errorf("use an invitation: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.Gone("fault.link_gone")
	}
	_, err = tx.Exec(ctx, `delete from invitations`)
	return err
}
