package work

import (
	"context"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// forgetSuspended removes what nobody took back in 30 days, and blocks whose time is over.
func (w *Workers) forgetSuspended(ctx context.Context) error {
	return w.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		n, err := ticket.ForgetSuspended(ctx, tx, people.System)
		if n > 0 {
			w.options.Log.Info("what was suspended for 30 days is removed", "suspended", n)
		}
		return err
	})
}
