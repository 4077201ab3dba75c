package people

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// ResetID is the number of somebody's wish for a new password.
type ResetID int64

// hasPages says who of the people signs in by a password.
const hasPages = `p.is_active and p.role in ('agent', 'technician', 'supervisor', 'admin')`

// resetLasts says which links to a new password still work.
const resetLasts = `l.created_at > clock_timestamp() - interval '1 hour' and ` + hasPages

// dropResets takes away every link to a new password that was sent to somebody.
const dropResets = `delete from staff_links where reset_id in (
	select r.id from password_resets r join addresses a on a.address = r.address where a.person_id = $1)`

// ForgetPassword notes that somebody wants a new password. It does the same, in the same time, whoever has the address:
// only when the letter is written is it looked up whether there is anybody to write to. The caller posts the letter.
func ForgetPassword(ctx context.Context, tx *pg.Tx, s Sizes, address, network string) (ResetID, error) {
	if f := field.Address("email", address, s.Address); f != nil {
		return 0, f
	}
	const q = `insert into password_resets (address, network) values ($1, $2) returning id`
	var id ResetID
	err := tx.QueryRow(ctx, q, strings.TrimSpace(address), network).Scan(&id)
	return id, err
}

// NewResetLink makes the link of a letter that leads to a new password, as the letter is written. Nil: there is nobody to
// write to, and the wish is forgotten.
func NewResetLink(ctx context.Context, tx *pg.Tx, id ResetID) (Token, *Person, error) {
	const q = `select ` + personColumns + ` from password_resets r join people p on p.address = r.address where r.id = $1 and ` + hasPages
	rows, err := tx.Query(ctx, q, id)
	if err != nil {
		return "", nil, err
	}
	p, err := perhaps[Person](rows)
	if err != nil || p == nil {
		return "", nil, err
	}
	t := NewToken()
	if _, err := tx.Exec(ctx, `insert into staff_links (token_hash, reset_id) values ($1, $2)`, t.hash(), id); err != nil {
		return "", nil, err
	}
	const from = `select network from password_resets where id = $1`
	var network string
	if err := tx.QueryRow(ctx, from, id).Scan(&network); err != nil {
		return "", nil, err
	}
	return t, p, audit.Write(ctx, tx, audit.Entry{Kind: AuditPasswordForgot, Person: int64(p.ID), Network: network})
}

// DropReset forgets a wish that nobody is there for.
func DropReset(ctx context.Context, tx *pg.Tx, id ResetID) error {
	_, err := tx.Exec(ctx, `delete from password_resets where id = $1`, id)
	return err
}

// ResetOf is who a link to a new password was sent to; a fault (gone) when it does not work, for whatever reason.
func ResetOf(ctx context.Context, r pg.Reader, t Token) (Person, error) {
	const q = `select ` + personColumns + ` from staff_links l join password_resets r on r.id = l.reset_id
		join people p on p.address = r.address where l.token_hash = $1 and ` + resetLasts
	rows, err := r.Query(ctx, q, t.hash())
	if err != nil {
		return Person{}, err
	}
	p, err := perhaps[Person](rows)
	if err != nil {
		return Person{}, err
	}
	if p == nil {
		return Person{}, fault.Gone("fault.link_gone")
	}
	return *p, nil
}

// ResetPassword gives whoever holds a link the password that they chose, once: every other link that was sent to them ends,
// and so does every session. hash is what HashPassword has made of it.
func ResetPassword(ctx context.Context, tx *pg.Tx, t Token, hash, network string) (ID, error) {
	// The person is locked first: of two who use a link at once the second finds none.
	const q = `select p.id from staff_links l join password_resets r on r.id = l.reset_id
		join people p on p.address = r.address where l.token_hash = $1 and ` + resetLasts + ` for update of p`
	var id ID
	err := tx.QueryRow(ctx, q, t.hash()).Scan(&id)
	if fault.Is(pg.Found(err), fault.KindNotFound) {
		return 0, fault.Gone("fault.link_gone")
	}
	if err != nil {
		return 0, fmt.Errorf("find whose link it is: %w", err)
	}
	tag, err := tx.Exec(ctx, `delete from staff_links where token_hash = $1`, t.hash())
	if err != nil {
		return 0, fmt.Errorf("use a link: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return 0, fault.Gone("fault.link_gone")
	}
	batch := &pgx.Batch{}
	batch.Queue(dropResets, id)
	batch.Queue(`update people set password = $2 where id = $1`, id, hash)
	batch.Queue(`delete from sessions where person_id = $1`, id)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("reset a password: %w", err)
	}
	return id, audit.Write(ctx, tx, audit.Entry{By: int64(id), Kind: AuditPasswordReset, Person: int64(id), Network: network})
}
