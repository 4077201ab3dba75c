package factor

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// HalfKind says what is still missing for a session.
type HalfKind string

// The kinds of half-sessions.
const (
	Second HalfKind = "second" // a second factor
	Link   HalfKind = "link"   // a proof that the account is theirs whom the company's sign-in has named
)

// HalfLife is how long a half-session lasts.
const HalfLife = 10 * time.Minute

// Tries is how often somebody may try to complete a half-session.
const Tries = 5

// Half is half a session: somebody has taken one of two steps. It opens nothing but the next one.
type Half struct {
	PersonID  people.ID
	Kind      HalfKind
	TriesLeft int
	Next      string // where to go on to; not to be trusted: a browser sent it
	Issuer    string // of a link: whom the company's sign-in has named
	Subject   string
	Address   string
}

const (
	halfColumns = `h.person_id, h.kind, h.tries_left, h.next, h.issuer, h.subject, h.address`
	// halfAlive says which half-sessions h of whom p count.
	halfAlive = `h.created_at > clock_timestamp() - interval '10 minutes' and p.is_active and p.role in ('agent', 'technician', 'supervisor', 'admin')`
)

// Needs reports whether somebody has a second factor, so that a password alone makes only half a session. Until the change ends
// nobody gets their first one: it ends the sessions that were begun without it, and would miss this one.
func Needs(ctx context.Context, tx *pg.Tx, person people.ID) (needs bool, err error) {
	if err := alone(ctx, tx, person); err != nil {
		return false, err
	}
	err = tx.QueryRow(ctx, `select exists (select from factors where person_id = $1)`, person).Scan(&needs)
	return needs, err
}

// Begin makes half a session, and forgets the one that this browser had before and all that are over. The token belongs into
// the browser's cookie; only its hash is kept.
func Begin(ctx context.Context, tx *pg.Tx, h Half, before people.Token) (people.Token, error) {
	const prune = `delete from half_sessions where token_hash = $1 or created_at < clock_timestamp() - interval '10 minutes'`
	const q = `insert into half_sessions (token_hash, person_id, kind, tries_left, next, issuer, subject, address)
		values (@hash, @person, @kind, @tries, @next, @issuer, @subject, @address)`
	t := people.NewToken()
	batch := &pgx.Batch{}
	batch.Queue(prune, hash(before))
	batch.Queue(q, pgx.StrictNamedArgs{
		"hash": hash(t), "person": h.PersonID, "kind": h.Kind, "tries": Tries, "next": h.Next,
		"issuer": h.Issuer, "subject": h.Subject, "address": h.Address,
	})
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return "", fmt.Errorf("begin half a session: %w", err)
	}
	return t, nil
}

// HalfOf reads a browser's half-session. A fault (gone) when there is none, or it is over.
func HalfOf(ctx context.Context, r pg.Reader, t people.Token, kind HalfKind) (Half, error) {
	const q = `select ` + halfColumns + ` from half_sessions h join people p on p.id = h.person_id
		where h.token_hash = $1 and h.kind = $2 and h.tries_left > 0 and ` + halfAlive
	return half(ctx, r, q, hash(t), kind)
}

// Try counts one try to complete a half-session before it is looked at; after the fifth it is gone. What is left is what is
// left after this one.
func Try(ctx context.Context, tx *pg.Tx, t people.Token, kind HalfKind) (Half, error) {
	const q = `update half_sessions h set tries_left = h.tries_left - 1 from people p
		where p.id = h.person_id and h.token_hash = $1 and h.kind = $2 and h.tries_left > 0 and ` + halfAlive + ` returning ` + halfColumns
	return half(ctx, tx, q, hash(t), kind)
}

func half(ctx context.Context, r pg.Reader, q string, args ...any) (Half, error) {
	rows, err := r.Query(ctx, q, args...)
	if err != nil {
		return Half{}, err
	}
	h, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Half])
	if fault.Is(pg.Found(err), fault.KindNotFound) {
		return Half{}, fault.Gone("factor.fault.half_over")
	}
	return h, err
}

// End takes a half-session away, as it is completed. Of two who complete it at once only one does: the other finds it gone.
func End(ctx context.Context, tx *pg.Tx, t people.Token) error {
	tag, err := tx.Exec(ctx, `delete from half_sessions where token_hash = $1`, hash(t))
	if err == nil && tag.RowsAffected() == 0 {
		return fault.Gone("factor.fault.half_over")
	}
	return err
}

// EndAll takes every half-session of somebody away: the password that began them is no longer theirs.
func EndAll(ctx context.Context, tx *pg.Tx, person people.ID) error {
	_, err := tx.Exec(ctx, `delete from half_sessions where person_id = $1`, person)
	return err
}
