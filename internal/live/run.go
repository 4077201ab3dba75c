package live

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/listen"
	"github.com/kepthq/kept/internal/presence"
)

// Run listens until ctx ends, and meanwhile says of the readers at tickets that they are still there: one statement for all
// streams of the process, which hold no connection.
func (h *Hub) Run(ctx context.Context, db *pg.DB, log *slog.Logger) {
	var both sync.WaitGroup
	both.Go(func() { listen.On(ctx, db, Channel, h, log) })
	both.Go(func() { h.stay(ctx, db, log) })
	both.Wait()
}

func (h *Hub) stay(ctx context.Context, db *pg.DB, log *slog.Logger) {
	beat := time.NewTicker(presence.Stale / 3)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
		err := db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
			return presence.Stay(ctx, tx, people.System, h.present())
		})
		if err != nil && ctx.Err() == nil && !pg.Unavailable(err) {
			log.Error("who is at which ticket cannot be noted", "err", err)
		}
	}
}
