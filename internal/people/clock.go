package people

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// MoveClock moves a demo desk's time forward by d, for all processes at once; the workers are told when it is
// committed. A real desk has no clock to move: there is nothing to be found there.
func MoveClock(ctx context.Context, tx *pg.Tx, d time.Duration) error {
	desk, err := TheDesk(ctx, tx)
	if err != nil {
		return err
	}
	if !desk.IsDemo || d <= 0 {
		return fault.NotFound()
	}
	const q = `
		insert into clock (shift) values ($1) on conflict (id) do update
		set shift = clock.shift + excluded.shift, stopped_at = clock.stopped_at + excluded.shift`
	_, err = tx.Exec(ctx, q, d)
	return err
}
