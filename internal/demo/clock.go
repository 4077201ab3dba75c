package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/kepthq/kept/internal/pg"
)

// stop lets the desk's clock stand at an instant.
func stop(ctx context.Context, tx *pg.Tx, at time.Time) error {
	const q = `insert into clock (stopped_at) values ($1) on conflict (id) do update set stopped_at = excluded.stopped_at`
	if _, err := tx.Exec(ctx, q, at); err != nil {
		return fmt.Errorf("stop the clock: %w", err)
	}
	tx.Now = at
	return nil
}

// start lets the desk's clock go on from an instant. The shift is in seconds: an interval with days in it
// would be an hour off where a session's zone changes its clocks.
func start(ctx context.Context, tx *pg.Tx, at time.Time) error {
	const q = `update clock set stopped_at = null, shift = make_interval(secs => extract(epoch from $1::timestamptz - clock_timestamp())::float8)`
	if _, err := tx.Exec(ctx, q, at); err != nil {
		return fmt.Errorf("start the clock: %w", err)
	}
	return nil
}
