package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// What people do about a mail that does not leave by itself. Each act finds the mail in the state that it is for, or
// says where it stands: pressed twice it is done once, and a page that is old does nothing that its reader did not mean.

// IsInSight is an error unless there is such a mail and somebody sees what it is about.
func IsInSight(ctx context.Context, r pg.Reader, by people.Actor, id ID) error {
	const q = `select o.id from outbox o left join tickets t on t.id = o.ticket_id where o.id = @id and ` + inSight
	var found ID
	return pg.Found(r.QueryRow(ctx, q, pgx.StrictNamedArgs{"id": id, "reader": by.Reader()}).Scan(&found))
}

// Retry tries a mail now that waits for its next try, or that was given up.
func Retry(ctx context.Context, tx *pg.Tx, id ID) (Mail, error) {
	m, err := find(ctx, tx, id)
	if err != nil {
		return Mail{}, err
	}
	if m.State != Failed && (m.State != Queued || m.NextTryAt == nil) {
		return Mail{}, m.stands()
	}
	return m.Mail, sendNow(ctx, tx, id)
}

// Release lets a mail leave that was held back.
func Release(ctx context.Context, tx *pg.Tx, id ID) (Mail, error) {
	m, err := find(ctx, tx, id)
	if err != nil {
		return Mail{}, err
	}
	if m.State != Held {
		return Mail{}, m.stands()
	}
	return m.Mail, sendNow(ctx, tx, id)
}

// Repeat sends a mail once more of which nobody knows whether it was taken. Whoever asks for it knows that it may
// arrive twice; Kept never does it by itself.
func Repeat(ctx context.Context, tx *pg.Tx, id ID) (Mail, error) {
	m, err := find(ctx, tx, id)
	if err != nil {
		return Mail{}, err
	}
	if m.State != Uncertain {
		return Mail{}, m.stands()
	}
	return m.Mail, sendNow(ctx, tx, id)
}

// SendAgain tries a mail once more that was given up or refused, or of which nobody knows whether it was taken: that one may arrive twice.
func SendAgain(ctx context.Context, tx *pg.Tx, id ID) (Mail, error) {
	m, err := find(ctx, tx, id)
	if err != nil {
		return Mail{}, err
	}
	if m.State != Failed && m.State != Uncertain {
		return Mail{}, m.stands()
	}
	return m.Mail, sendNow(ctx, tx, id)
}

// Arrived notes that a mail was taken of which nobody knew it: somebody has asked.
func Arrived(ctx context.Context, tx *pg.Tx, id ID) (Mail, error) {
	m, err := find(ctx, tx, id)
	if err != nil {
		return Mail{}, err
	}
	if m.State != Uncertain {
		return Mail{}, m.stands()
	}
	return m.Mail, Took(ctx, tx, id)
}

// found is a mail as somebody's act finds it.
type found struct {
	Mail
	SentAt *time.Time
}

// find locks a mail that somebody does something about.
func find(ctx context.Context, tx *pg.Tx, id ID) (found, error) {
	const q = `select ` + mailColumns + `, sent_at from outbox where id = $1 for update`
	rows, err := tx.Query(ctx, q, id)
	if err != nil {
		return found{}, err
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[found])
	return m, pg.Found(err)
}

// stands says of a mail why nothing is left to do for that act.
func (m found) stands() error {
	switch {
	case m.State == Sent:
		return fault.Conflict("fault.mail_left").When(*m.SentAt)
	case m.State == Sending, m.State == Queued && m.NextTryAt == nil:
		return fault.Conflict("fault.mail_on_its_way")
	default:
		return fault.Conflict("fault.mail_changed")
	}
}

// sendNow gives a mail to the workers. Its tries begin anew.
func sendNow(ctx context.Context, tx *pg.Tx, id ID) error {
	const q = `update outbox set state = 'queued', next_try_at = null, trying_since = null, error = '' where id = $1`
	if _, err := tx.Exec(ctx, q, id); err != nil {
		return fmt.Errorf("queue mail %d: %w", id, err)
	}
	return tx.Later(ctx, Deliver{Mail: id})
}
