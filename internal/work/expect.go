package work

import (
	"context"

	"github.com/kepthq/kept/internal/expect"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// gather reads the record anew when its hour has come. Of all processes one does it.
func (w *Workers) gather(ctx context.Context) error {
	return w.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		_, err := expect.Gather(ctx, tx, people.System)
		return err
	})
}
