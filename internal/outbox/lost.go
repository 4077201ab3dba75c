package outbox

import (
	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
)

// Lost is which mails o did not reach whom they were for, so that somebody must do something: those given up, refused or of an
// unknown fate, about a ticket t that is open and whose customer has neither written nor read since and whom nobody is going to
// call, or that invite somebody who still can come (i). Whoever asks joins t and i.
const Lost = `o.state <> 'sent' and o.state in ('failed', 'uncertain') and (t.live
		and not exists (select from promises l where l.ticket_id = t.id and l.open and l.kind = 'callback')
		and not exists (select from messages l where l.ticket_id = t.id and not l.by_staff and l.created_at > o.created_at)
		and not exists (select from ticket_readings l where l.ticket_id = t.id and l.read_at > o.created_at)
	or i.id is not null and i.used_at is null and i.withdrawn_at is null)`

// AskLost asks in a batch for the mails that did not reach whom they were for, the oldest first, at most limit of them.
func AskLost(batch *pgx.Batch, by people.Actor, limit int, all *[]Item) {
	const q = itemColumns + ` where ` + Lost + ` and ` + inSight + ` order by o.id limit @limit`
	batch.Queue(q, pgx.StrictNamedArgs{"limit": limit, "reader": by.Reader()}).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Item])
		return err
	})
}
