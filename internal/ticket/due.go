package ticket

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// alarms are the times at which time has to do something to a ticket, each served by an index of its own: a promise that
// breaks or that the worker keeps, a warning, a reminder of an appointment, a reply at the end of its undo time, an apology, a question without an
// answer. The tables are the alarm clock.
const (
	alarmBreaks   = `select ticket_id, breaks_at as at from promises where open and breaks_at < (select kept_now()) and ticket_id <> all(@without) order by breaks_at, id limit @limit`
	alarmWarns    = `select ticket_id, warn_at as at from promises where state = 'pending' and warned_at is null and warn_at is not null and warn_at <= (select kept_now()) and ticket_id <> all(@without) order by warn_at, id limit @limit`
	alarmReminds  = `select ticket_id, remind_at as at from promises where state = 'pending' and reminded_at is null and remind_at is not null and remind_at <= (select kept_now()) and opens_at > (select kept_now()) and ticket_id <> all(@without) order by remind_at, id limit @limit`
	alarmReplies  = `select ticket_id, public_at as at from waiting_replies where public_at <= (select kept_now()) and ticket_id <> all(@without) order by public_at limit @limit`
	alarmSorry    = `select ticket_id, leave_at as at from apologies where state = 'waiting' and leave_at <= (select kept_now()) and ticket_id <> all(@without) order by leave_at, id limit @limit`
	alarmQuestion = `select ticket_id, alarm_at as at from questions where alarm_at is not null and alarm_at < (select kept_now()) and ticket_id <> all(@without) order by alarm_at, id limit @limit`
)

// due is what Due asks.
const due = `
	select ticket_id from ((` + alarmBreaks + `) union all (` + alarmWarns + `) union all (` + alarmReminds + `) union all (` + alarmReplies + `) union all (` + alarmSorry + `)
		union all (` + alarmQuestion + `)) d
	group by ticket_id order by min(at), ticket_id limit @limit`

// Due lists tickets on which time has something to do, without locking them: at most limit of them, and none of
// those to be left out.
func Due(ctx context.Context, r pg.Reader, without []ID, limit int) ([]ID, error) {
	rows, err := r.Query(ctx, due, dueArgs(without, limit))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[ID])
}

func dueArgs(without []ID, limit int) pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{"without": append([]ID{}, without...), "limit": limit}
}

// AskDue asks for Due in a batch with other things.
func AskDue(batch *pgx.Batch, without []ID, limit int, ids *[]ID) {
	batch.Queue(due, dueArgs(without, limit)).Query(func(rows pgx.Rows) (err error) {
		*ids, err = pgx.CollectRows(rows, pgx.RowTo[ID])
		return err
	})
}

// nextBreak is how many seconds it is until time has something to do, but to some tickets.
const nextBreak = `
	select extract(epoch from (least(
		(select min(breaks_at) from promises where open and ticket_id <> all($1)),
		(select min(warn_at) from promises where state = 'pending' and warned_at is null and warn_at is not null and ticket_id <> all($1)),
		(select min(remind_at) from promises where state = 'pending' and reminded_at is null and remind_at is not null and opens_at > (select kept_now()) and ticket_id <> all($1)),
		(select min(public_at) from waiting_replies where ticket_id <> all($1)),
		(select min(leave_at) from apologies where state = 'waiting' and ticket_id <> all($1)),
		(select min(alarm_at) from questions where alarm_at is not null and ticket_id <> all($1))
	) - (select kept_now())))::float8`

// NextBreak is how long it is, in the desk's time, until time has something to do to a ticket; nil when nothing is ahead.
// Tickets to be left out do not count.
func NextBreak(ctx context.Context, r pg.Reader, without ...ID) (*time.Duration, error) {
	return untilBreak(r.QueryRow(ctx, nextBreak, append([]ID{}, without...)))
}

func untilBreak(row pgx.Row) (*time.Duration, error) {
	var seconds *float64
	if err := row.Scan(&seconds); err != nil || seconds == nil {
		return nil, err
	}
	wait := time.Duration(*seconds * float64(time.Second))
	return &wait, nil
}

// AskNextBreak asks for NextBreak in a batch with other things.
func AskNextBreak(batch *pgx.Batch, wait **time.Duration) {
	batch.Queue(nextBreak, []ID{}).QueryRow(func(row pgx.Row) (err error) {
		*wait, err = untilBreak(row)
		return err
	})
}

// Lag is how late the oldest promise is noticed whose time has come and which nobody has acted on; 0 when there is none.
func Lag(ctx context.Context, r pg.Reader) (time.Duration, error) {
	var lag time.Duration
	batch := &pgx.Batch{}
	AskLag(batch, &lag)
	return lag, r.SendBatch(ctx, batch).Close()
}

// AskLag asks for Lag in a batch with other things.
func AskLag(batch *pgx.Batch, lag *time.Duration) {
	batch.Queue(nextBreak, []ID{}).QueryRow(func(row pgx.Row) error {
		wait, err := untilBreak(row)
		if wait != nil {
			*lag = max(0, -*wait)
		}
		return err
	})
}

// Pass lets time do to tickets what it has done, all in one change: the sweep's act. It returns those that it got at;
// where somebody else is at a ticket, that one is tried again later.
func Pass(ctx context.Context, tx *pg.Tx, by people.Actor, ids ...ID) ([]ID, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return nil, err
	}
	all, err := locked(ctx, tx, by, lockSkipping, ids)
	if err != nil {
		return nil, err
	}
	var got []ID
	for _, c := range all {
		got = append(got, c.ticket.ID)
		if err := c.pass(ctx, tx); err != nil {
			return nil, fmt.Errorf("ticket %d: %w", c.ticket.Number, err)
		}
	}
	return got, settleChanged(ctx, tx, all)
}
