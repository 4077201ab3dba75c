package ticket

import (
	"context"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// shut closes a live ticket at once for a reason that is not its customer's: nobody is told, and a reply in its undo time is
// dropped (rules 5 and 15). It reports whether the ticket was live.
func (c *change) shut(ctx context.Context, tx *pg.Tx, why promise.Reason) (bool, error) {
	if c.waiting != nil { // on a closed ticket it would have opened it again
		if _, err := tx.Exec(ctx, `delete from waiting_replies where ticket_id = $1`, c.ticket.ID); err != nil {
			return false, wrap("drop a reply in its undo time", err)
		}
		c.waiting = nil
	}
	if c.book.Status == promise.Closed {
		return false, nil
	}
	const answered = `update messages set answered_by_id = id where ticket_id = $1 and not by_staff and answered_by_id is null`
	if _, err := tx.Exec(ctx, answered, c.ticket.ID); err != nil {
		return false, wrap("take the messages of a shut ticket for answered", err)
	}
	return c.book.Shut(why), nil
}
