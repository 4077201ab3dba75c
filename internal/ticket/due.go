package ticket

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Due lists tickets with a promise whose time has come, without locking them: at most limit of them, and none of
// those to be left out.
func Due(ctx context.Context, r pg.Reader, without []ID, limit int) ([]ID, error) {
	const q = `
		select distinct ticket_id from (
			select ticket_id from promises
			where open and breaks_at < (select kept_now()) and ticket_id <> all(coalesce(@without::bigint[], array[]::bigint[]))
			order by breaks_at, id limit @limit) p`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"without": without, "limit": limit})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[ID])
}

// NextBreak is how long it is, in the desk's time, until the next promise's time has come; nil when none is pending.
func NextBreak(ctx context.Context, r pg.Reader) (*time.Duration, error) {
	const q = `select extract(epoch from (select min(breaks_at) from promises where open) - (select kept_now()))::float8`
	var seconds *float64
	if err := r.QueryRow(ctx, q).Scan(&seconds); err != nil || seconds == nil {
		return nil, err
	}
	wait := time.Duration(*seconds * float64(time.Second))
	return &wait, nil
}

// Lag is how late the oldest promise is noticed whose time has come and which nobody has acted on; 0 when there is none.
func Lag(ctx context.Context, r pg.Reader) (time.Duration, error) {
	wait, err := NextBreak(ctx, r)
	if err != nil || wait == nil || *wait >= 0 {
		return 0, err
	}
	return -*wait, nil
}

// Pass lets time do to one ticket what it has done: the sweep's act. It returns false when somebody else is at the
// ticket, which is then tried again.
func Pass(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) (bool, error) {
	if err := by.May(people.KeepTime, int64(id)); err != nil {
		return false, err
	}
	t, err := lockFree(ctx, tx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	c, err := open(ctx, tx, by, t)
	if err != nil {
		return false, err
	}
	if err := c.pass(ctx, tx); err != nil {
		return false, err
	}
	if len(c.book.Changes) == 0 {
		return true, nil
	}
	return true, c.settle(ctx, tx)
}

// lockFree is lock for the sweep: it does not wait for somebody who is at the ticket.
func lockFree(ctx context.Context, tx *pg.Tx, id ID) (Ticket, error) {
	var t Ticket
	batch := &pgx.Batch{}
	batch.Queue(`select `+ticketColumns+` from tickets t where t.id = $1 for update skip locked`, id).Query(func(rows pgx.Rows) (err error) {
		t, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Ticket])
		return err
	})
	batch.Queue(`select kept_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&tx.Now) })
	err := tx.SendBatch(ctx, batch).Close()
	return t, err
}
