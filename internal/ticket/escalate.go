package ticket

import (
	"time"

	"github.com/jackc/pgx/v5"
)

// Escalation is a promise that broke, handed up to the supervisors; the ticket stays with its owner.
type Escalation struct {
	PromiseID int64 // the one that broke first
	Level     int
	OpenedAt  time.Time
	ClosedAt  *time.Time
}

// queueEscalations writes the escalations that are new or differ from what was read.
func (c *change) queueEscalations(batch *pgx.Batch) {
	const q = `
		insert into escalations (ticket_id, promise_id, level, opened_at, told_at, closed_at)
		values (@ticket, @promise, @level, @opened, @told, @closed)
		on conflict on constraint escalations_one_per_promise do update set level = @level, told_at = @told, closed_at = @closed`
	for _, e := range c.book.Escalations {
		if was, stored := c.handed[e.Promise]; stored && was == *e {
			continue
		}
		batch.Queue(q, pgx.StrictNamedArgs{
			"ticket": c.ticket.ID, "promise": e.Promise, "level": e.Level, "opened": e.Opened, "told": e.Told, "closed": pointerTo(e.Closed),
		})
	}
}
