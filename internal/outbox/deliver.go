package outbox

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// ErrClaimed says that another worker is at the mail, or was until just now: ask again when its lease is over.
var ErrClaimed = errors.New("another worker has claimed this mail")

// Claim takes a mail to send it now. It returns false when there is nothing to send: it has left, it is
// not due yet, or it is automatic and an earlier claim never came back, which makes it uncertain: then the mail is returned all the same.
//
// A claim younger than lease (real time) is ErrClaimed: the worker that made it may still be at it. The domain ends the
// Message-ID of a mail that was never claimed before.
func Claim(ctx context.Context, tx *pg.Tx, id ID, domain string, lease time.Duration) (Mail, bool, error) {
	if err := tx.ReadClock(ctx); err != nil {
		return Mail{}, false, err
	}
	m, err := lock(ctx, tx, id, lease)
	if err != nil || m == nil {
		return Mail{}, false, err
	}
	switch {
	case m.State == Sending && m.IsAutomatic:
		m.State = Uncertain
		return *m, false, set(ctx, tx, id, Uncertain, lost)
	case m.State == Queued && (m.NextTryAt == nil || !m.NextTryAt.After(tx.Now)), m.State == Sending:
		const claim = `update outbox set state = 'sending', tries = tries + 1, next_try_at = null, claimed_at = clock_timestamp(), error = '',
			trying_since = coalesce(trying_since, $3),
			message_key = case when strpos(message_key, '@') = 0 then message_key || '@' || $2 else message_key end where id = $1 returning message_key, trying_since`
		err := tx.QueryRow(ctx, claim, id, domain, tx.Now).Scan(&m.MessageKey, &m.TryingSince)
		m.State, m.Tries = Sending, m.Tries+1
		return *m, err == nil, err
	default:
		return Mail{}, false, nil
	}
}

// lost is why a mail is uncertain whose claim never came back.
const lost = "a worker ended while it sent this mail"

// lock locks a mail; nil if there is none of that number.
func lock(ctx context.Context, tx *pg.Tx, id ID, lease time.Duration) (*Mail, error) {
	const q = `select ` + mailColumns + `, coalesce(state = 'sending' and claimed_at >= clock_timestamp() - $2::interval, false) as is_leased
		from outbox where id = $1 for update`
	rows, err := tx.Query(ctx, q, id, lease)
	if err != nil {
		return nil, err
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[struct {
		Mail
		IsLeased bool
	}])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	case m.IsLeased:
		return nil, ErrClaimed
	default:
		return &m.Mail, nil
	}
}

// Took records that the mail server has taken the mail.
func Took(ctx context.Context, tx *pg.Tx, id ID) error {
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	const q = `update outbox set state = 'sent', sent_at = $2, error = '' where id = $1 and state in ('sending', 'uncertain')`
	_, err := tx.Exec(ctx, q, id, tx.Now)
	return err
}

// longest is how long the back-off between two tries grows, and giveUp for how long there are tries.
const (
	longest = 5 * time.Minute
	giveUp  = 72 * time.Hour
)

// Again records a try that surely did not send the mail: it is tried again 10 s, 20 s, 40 s … later,
// for 72 hours of tries (docs/domain.md 8): how long it waited in the house before the first does not count. It reports whether these are
// over, and the mail has failed.
func Again(ctx context.Context, tx *pg.Tx, m Mail, why string) (failed bool, err error) {
	if err := tx.ReadClock(ctx); err != nil {
		return false, err
	}
	if tx.Now.Sub(m.TryingSince) > giveUp {
		return true, set(ctx, tx, m.ID, Failed, why)
	}
	wait := longest
	if m.Tries < 6 {
		wait = min(longest, 10*time.Second<<(m.Tries-1))
	}
	const q = `update outbox set state = 'queued', next_try_at = $2, error = $3 where id = $1 and state = 'sending'`
	_, err = tx.Exec(ctx, q, m.ID, tx.Now.Add(wait), why)
	return false, err
}

// Refused records that the mail will never be taken.
func Refused(ctx context.Context, tx *pg.Tx, id ID, why string) error {
	return set(ctx, tx, id, Failed, why)
}

// Unsure records that nobody knows whether the mail was taken. A person's reply is sent again with the same
// Message-ID; an automatic mail stays uncertain, for people to see.
func Unsure(ctx context.Context, tx *pg.Tx, m Mail, why string) (failed bool, err error) {
	if m.IsAutomatic {
		return false, set(ctx, tx, m.ID, Uncertain, why)
	}
	return Again(ctx, tx, m, why)
}

// Hold keeps a mail back because there is no mail server. An automatic one whose claim never came back becomes
// uncertain here too; what has left, or is held already, stays as it is, and is not returned. A claim younger than
// lease is ErrClaimed.
func Hold(ctx context.Context, tx *pg.Tx, id ID, lease time.Duration) (Mail, error) {
	m, err := lock(ctx, tx, id, lease)
	switch {
	case err != nil || m == nil:
		return Mail{}, err
	case m.State == Sending && m.IsAutomatic:
		m.State = Uncertain
		return *m, set(ctx, tx, id, Uncertain, lost)
	case m.State == Queued || m.State == Sending:
		m.State = Held
		return *m, set(ctx, tx, id, Held, "")
	default:
		return Mail{}, nil
	}
}

func set(ctx context.Context, tx *pg.Tx, id ID, state State, why string) error {
	const q = `update outbox set state = $2, next_try_at = null, error = $3 where id = $1`
	_, err := tx.Exec(ctx, q, id, state, why)
	return err
}

// LetGo queues what was held, now that there is a mail server: its tries begin anew. It returns how many.
func LetGo(ctx context.Context, tx *pg.Tx) (int, error) {
	const q = `update outbox set state = 'queued', trying_since = null where state = 'held' returning id`
	return queueAgain(ctx, tx, q)
}

// QueueDue gives the mails whose next try has come to the workers.
func QueueDue(ctx context.Context, tx *pg.Tx) (int, error) {
	const q = `
		update outbox set next_try_at = null where id in (
			select id from outbox where state = 'queued' and next_try_at <= (select kept_now())
			order by next_try_at limit 200 for update skip locked)
		returning id`
	return queueAgain(ctx, tx, q)
}

func queueAgain(ctx context.Context, tx *pg.Tx, q string) (int, error) {
	rows, err := tx.Query(ctx, q)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[ID])
	if err != nil {
		return 0, err
	}
	return len(ids), Leave(ctx, tx, ids...)
}

// NextTry is how long it is, in the desk's time, until the next mail is to be tried again; nil when none waits.
func NextTry(ctx context.Context, r pg.Reader) (*time.Duration, error) {
	const q = `
		select extract(epoch from (
			select min(next_try_at) from outbox where state = 'queued' and next_try_at is not null) - (select kept_now()))::float8`
	var seconds *float64
	if err := r.QueryRow(ctx, q).Scan(&seconds); err != nil || seconds == nil {
		return nil, err
	}
	wait := time.Duration(*seconds * float64(time.Second))
	return &wait, nil
}

// ReceiptID is the Message-ID of the receipt that a ticket's customer has got, so that the later mails stand in one
// thread with it; empty when none has left.
func ReceiptID(ctx context.Context, r pg.Reader, ticket int64) (string, error) {
	const q = `select coalesce((select message_key from outbox where ticket_id = $1 and kind = 'receipt' and state = 'sent' order by id desc limit 1), '')`
	var id string
	err := r.QueryRow(ctx, q, ticket).Scan(&id)
	return id, err
}

// HeldCount is how many mails wait for a mail server, of those that somebody sees.
func HeldCount(ctx context.Context, r pg.Reader, by people.Actor) (int, error) {
	var n int
	batch := &pgx.Batch{}
	AskHeld(batch, by, &n)
	return n, r.SendBatch(ctx, batch).Close()
}

// AskHeld asks for HeldCount in a batch with other things.
func AskHeld(batch *pgx.Batch, by people.Actor, n *int) {
	const q = `select count(*) from outbox o left join tickets t on t.id = o.ticket_id where o.state = 'held' and ` + inSight
	batch.Queue(q, pgx.StrictNamedArgs{"reader": by.Reader()}).QueryRow(func(row pgx.Row) error { return row.Scan(n) })
}
