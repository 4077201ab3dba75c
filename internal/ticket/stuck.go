package ticket

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// notStuck leaves out of t what no worker could act on, where many tickets are changed at once: one that fails again would keep
// all others back. It comes along when it is mended.
const notStuck = ` and not exists (select from stuck_tickets s where s.ticket_id = t.id)`

// Stuck is a ticket on which time has something to do and no worker could do it yet.
type Stuck struct {
	Number  int64
	Subject string
	Locale  i18n.Locale
	Tries   int
	Error   string
	Next    time.Duration // until a worker tries again, in real time; 0: it is about to
}

// Failure is one try of a worker that did not succeed.
type Failure struct {
	Worker string
	Why    error
	Rest   time.Duration // until this worker tries again
}

// longestError is how much of an error is kept.
const longestError = 500

// Fail notes that a worker could not let time pass on a ticket; several workers may note the same one.
func Fail(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, f Failure) error {
	if err := by.May(people.KeepTime, 0); err != nil {
		return err
	}
	const q = `
		insert into stuck_tickets as s (ticket_id, tries, error, worker, failed_at, next_try_at)
		values (@id, 1, left(@error, @longest), @worker, clock_timestamp(), clock_timestamp() + @rest)
		on conflict (ticket_id) do update set tries = s.tries + 1, error = excluded.error, worker = excluded.worker, failed_at = excluded.failed_at,
			next_try_at = case when s.next_try_at > excluded.failed_at then least(s.next_try_at, excluded.next_try_at) else excluded.next_try_at end`
	why := strings.ReplaceAll(strings.ToValidUTF8(f.Why.Error(), "�"), "\x00", "")
	_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{"id": id, "error": why, "longest": longestError, "worker": f.Worker, "rest": f.Rest})
	return err
}

// Mend forgets the failures of tickets on which time has nothing left to do: a worker has done it, or somebody's reply
// has settled it. It returns how many.
func Mend(ctx context.Context, tx *pg.Tx, by people.Actor) (int, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return 0, err
	}
	const q = `
		delete from stuck_tickets s where not exists (
			select from promises p where p.ticket_id = s.ticket_id and p.open and p.breaks_at < (select kept_now())
			union all
			select from promises p where p.ticket_id = s.ticket_id and p.state = 'pending' and p.warned_at is null and p.warn_at <= (select kept_now())
			union all
			select from promises p where p.ticket_id = s.ticket_id and p.state = 'pending' and p.reminded_at is null and p.remind_at <= (select kept_now()) and p.opens_at > (select kept_now())
			union all
			select from waiting_replies w where w.ticket_id = s.ticket_id and w.public_at <= (select kept_now())
			union all
			select from apologies a where a.ticket_id = s.ticket_id and a.state = 'waiting' and a.leave_at <= (select kept_now())
			union all
			select from questions q where q.ticket_id = s.ticket_id and q.alarm_at < (select kept_now()))`
	done, err := tx.Exec(ctx, q)
	return int(done.RowsAffected()), err
}

// StuckNow lists the tickets that no worker could act on, the one that failed most often first: at most limit of them.
// It returns how many there are, too.
func StuckNow(ctx context.Context, r pg.Reader, by people.Actor, limit int) ([]Stuck, int, error) {
	const q = `
		select t.number, t.subject, t.locale, s.tries, s.error, greatest(0, extract(epoch from s.next_try_at - clock_timestamp()))::float8 as next,
			count(*) over ()::int as total
		from stuck_tickets s join tickets t on t.id = s.ticket_id where ` + people.InSight + ` order by s.tries desc, s.ticket_id limit @limit`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"limit": limit, "reader": by.Reader()})
	if err != nil {
		return nil, 0, err
	}
	total := 0
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Stuck, err error) {
		var seconds float64
		err = row.Scan(&s.Number, &s.Subject, &s.Locale, &s.Tries, &s.Error, &seconds, &total)
		s.Next = time.Duration(seconds * float64(time.Second))
		return s, err
	})
	return all, total, err
}

// StuckRows lists the same tickets as rows of the desk's lists.
func StuckRows(ctx context.Context, r pg.Reader, by people.Actor, limit int) ([]Row, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	var rows []Row
	batch := &pgx.Batch{}
	AskStuckRows(batch, by, limit, &rows)
	return rows, r.SendBatch(ctx, batch).Close()
}

// AskStuckRows asks for StuckRows in a batch with other things.
func AskStuckRows(batch *pgx.Batch, by people.Actor, limit int, rows *[]Row) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	const q = `select ` + rowColumns + ` from tickets t` + rowJoins + `
		join stuck_tickets s on s.ticket_id = t.id where ` + people.InSight + ` order by s.tries desc, t.id limit @limit`
	askRows(batch, q, pgx.StrictNamedArgs{"limit": limit, "reader": by.Reader()}, rows)
}
