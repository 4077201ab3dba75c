package people

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
)

// What a customer changes of themselves.
const (
	AuditOwnProfileChanged audit.Kind = "customer.profile_changed"
	AuditOwnPasswordSet    audit.Kind = "customer.password_set"
)

// OwnProfile is what a customer says about themselves.
type OwnProfile struct {
	Name   string
	Locale i18n.Locale
	Zone   string // IANA; empty: the desk's
}

// Check says what is wrong with it, all fields at once.
func (p OwnProfile) Check(maxName int) error {
	wrong := []*fault.Error{field.Required("name", p.Name, maxName)}
	if !p.Locale.Valid() {
		wrong = append(wrong, fault.Invalid("fault.language").On("locale"))
	}
	if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "Local" || len(p.Zone) > 100 {
		wrong = append(wrong, fault.Invalid("own.fault.zone").On("zone"))
	}
	return fault.Join(wrong...)
}

// SetOwnProfile changes what a customer says about themselves.
func SetOwnProfile(ctx context.Context, tx *pg.Tx, by Actor, maxName int, p OwnProfile) error {
	if err := by.May(OwnPlace, 0); err != nil {
		return err
	}
	if err := p.Check(maxName); err != nil {
		return err
	}
	me, err := Get(ctx, tx, by.ID)
	if err != nil {
		return err
	}
	const q = `update people set name = @name, locale = @locale, zone = nullif(@zone, '') where id = @me and role = 'customer'`
	_, err = tx.Exec(ctx, q, pgx.StrictNamedArgs{"name": field.Line(p.Name), "locale": p.Locale, "zone": p.Zone, "me": by.ID})
	if err != nil {
		return fmt.Errorf("change a profile: %w", err)
	}
	zone := ""
	if me.Zone != nil {
		zone = *me.Zone
	}
	was, became := fmt.Sprint(me.Name, ", ", me.Locale, ", ", zone), fmt.Sprint(field.Line(p.Name), ", ", p.Locale, ", ", p.Zone)
	if was == became {
		return nil
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditOwnProfileChanged, Person: int64(by.ID), Was: was, Became: became})
}

// OwnAddress is one of somebody's mail addresses.
type OwnAddress struct {
	Address     string
	IsMain      bool // where Kept writes to
	ConfirmedAt *time.Time
}

// OwnAddresses are a customer's addresses, the main one first.
func OwnAddresses(ctx context.Context, r pg.Reader, by Actor) ([]OwnAddress, error) {
	if err := by.May(OwnPlace, 0); err != nil {
		return nil, err
	}
	const q = `
		select a.address::text as address, p.address = a.address as is_main, a.confirmed_at
		from addresses a join people p on p.id = a.person_id where p.id = $1 order by is_main desc, a.added_at, a.address`
	rows, err := r.Query(ctx, q, by.ID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[OwnAddress])
}

// PasswordState is what a customer must know to set a password.
type PasswordState struct {
	IsSet    bool
	NeedsOld bool // the one that is set must be given; not just after signing in by a mailed link
}

// OwnPassword is whether a customer has a password, and whether this session may set one without it.
func OwnPassword(ctx context.Context, r pg.Reader, by Actor, this Token) (s PasswordState, err error) {
	if err := by.May(OwnPlace, 0); err != nil {
		return s, err
	}
	const q = `
		select p.password is not null, p.password is not null and not exists (select from sessions s where s.token_hash = $2
			and s.person_id = p.id and s.proven_by = 'mailed_link' and s.proven_at > clock_timestamp() - interval '15 minutes')
		from people p where p.id = $1`
	err = r.QueryRow(ctx, q, by.ID, this.hash()).Scan(&s.IsSet, &s.NeedsOld)
	return s, pg.Found(err)
}

// CheckOwnPassword looks at a new password and, where it is asked for, at the old one. It takes as long as two hashes, so it is
// called outside of a unit of work; what it returns is set by SetOwnPassword.
func CheckOwnPassword(ctx context.Context, r pg.Reader, by Actor, this Token, old, password string) (hash string, err error) {
	me, err := Get(ctx, r, by.ID)
	if err != nil {
		return "", err
	}
	state, err := OwnPassword(ctx, r, by, this)
	if err != nil {
		return "", err
	}
	wrong := []*fault.Error{CheckPassword("password", password, me.Name, me.Address, me.Company)}
	if state.NeedsOld {
		isRight, err := ownMatches(ctx, r, by.ID, old)
		if err != nil {
			return "", err
		}
		if !isRight {
			wrong = append([]*fault.Error{fault.Invalid("own.fault.old_password").On("old")}, wrong...)
		}
	}
	if err := fault.Join(wrong...); err != nil {
		return "", err
	}
	return HashPassword(ctx, password)
}

func ownMatches(ctx context.Context, r pg.Reader, id ID, password string) (bool, error) {
	var hash *string
	if err := r.QueryRow(ctx, `select password from people where id = $1`, id).Scan(&hash); err != nil {
		return false, pg.Found(err)
	}
	if hash == nil || isTooLong(password) {
		return false, nil
	}
	return matches(ctx, password, *hash)
}

// SetOwnPassword gives a customer a password that CheckOwnPassword has made. Every other session of theirs ends: whoever had
// found out the old one is out.
func SetOwnPassword(ctx context.Context, tx *pg.Tx, by Actor, this Token, hash string) error {
	if err := by.May(OwnPlace, 0); err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, `update people set password = $2 where id = $1 and role = 'customer'`, by.ID, hash)
	if err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.NotFound()
	}
	if _, err := tx.Exec(ctx, `delete from sessions where person_id = $1 and token_hash <> $2`, by.ID, this.hash()); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditOwnPasswordSet, Person: int64(by.ID)})
}

// VerifyCustomer finds out which customer signs in with an address and a password. Everything else is one fault after one
// time: an unknown address, one that nobody has confirmed, a wrong password, somebody who has none, somebody of the staff.
func VerifyCustomer(ctx context.Context, r pg.Reader, address, password string) (Account, error) {
	const q = `
		select p.id, p.password from addresses a join people p on p.id = a.person_id
		where a.address = $1 and a.confirmed_at is not null and p.password is not null and p.is_active and p.role = 'customer'`
	return verify(ctx, r, q, address, password)
}

// SignInCustomer begins a session for a customer whom VerifyCustomer has named.
func SignInCustomer(ctx context.Context, tx *pg.Tx, a Account, v Visit) (Token, error) {
	if err := a.Stands(ctx, tx); err != nil {
		return "", err
	}
	t, err := beginOwn(ctx, tx, a.ID, ByPassword, v)
	if err != nil {
		return "", err
	}
	return t, audit.Write(ctx, tx, audit.Entry{By: int64(a.ID), Kind: AuditCustomerSignedIn, Person: int64(a.ID), Network: v.Network})
}

// SeesCompany reports whether a customer may see all of their company's tickets.
func SeesCompany(ctx context.Context, r pg.Reader, by Actor) (sees bool, err error) {
	if err := by.May(OwnPlace, 0); err != nil {
		return false, err
	}
	err = r.QueryRow(ctx, `select sees_company from people where id = $1`, by.ID).Scan(&sees)
	return sees, pg.Found(err)
}
