package work

import (
	"context"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// unreadTogether is how many answers are looked at in one change.
const unreadTogether = 1000

// findUnread looks for answers that nobody has read, for the supervisors' list of what is lost.
func (w *Workers) findUnread(ctx context.Context) error {
	for n := unreadTogether; n == unreadTogether; { // a full change may have left something
		err := w.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) (err error) {
			n, err = ticket.FindUnread(ctx, tx, people.System, unreadTogether)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
