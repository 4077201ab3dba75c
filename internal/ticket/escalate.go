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
func queueEscalations(batch *pgx.Batch, all []*change) {
	const q = `
		insert into escalations (ticket_id, promise_id, level, opened_at, told_at, closed_at)
		select * from unnest(@ticket::bigint[], @promise::bigint[], @level::smallint[], @opened::timestamptz[], @told::timestamptz[], @closed::timestamptz[])
		on conflict on constraint escalations_one_per_promise do update set level = excluded.level, opened_at = excluded.opened_at, told_at = excluded.told_at, closed_at = excluded.closed_at`
	var rows []pgx.StrictNamedArgs
	for _, c := range all {
		for _, e := range c.book.Escalations {
			if was, stored := c.handed[e.Promise]; stored && was == *e {
				continue
			}
			rows = append(rows, pgx.StrictNamedArgs{
				"ticket": c.ticket.ID, "promise": e.Promise, "level": e.Level, "opened": e.Opened, "told": e.Told, "closed": pointerTo(e.Closed),
			})
		}
	}
	queueRows(batch, q, rows)
}
