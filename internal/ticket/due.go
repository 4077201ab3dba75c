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
// Tickets to be left out do not count.
func NextBreak(ctx context.Context, r pg.Reader, without ...ID) (*time.Duration, error) {
	const q = `
		select extract(epoch from (
			select min(breaks_at) from promises where open and ticket_id <> all(coalesce($1::bigint[], array[]::bigint[]))
		) - (select kept_now()))::float8`
	var seconds *float64
	if err := r.QueryRow(ctx, q, without).Scan(&seconds); err != nil || seconds == nil {
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
	c, err := locked(ctx, tx, by, lockSkipping, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := c.pass(ctx, tx); err != nil {
		return false, err
	}
	handedUp, err := c.passQuestions(ctx, tx)
	if err != nil {
		return false, err
	}
	if len(c.book.Changes) == 0 && !handedUp {
		return true, nil
	}
	return true, c.settle(ctx, tx)
}
