package simulate

import (
	"context"
	"fmt"
	"strings"
)

// autopsy tells what became of a ticket and of those that were merged with it: its promises, its messages, its mails and its events, in
// their order.
func (y *year) autopsy(ctx context.Context, number int64) string {
	const family = `with family as (
		select id from tickets where number = $1 union select merged_into_id from tickets where number = $1
		union select t.id from tickets t join tickets n on n.id in (t.merged_into_id, t.linked_from_id) and n.number = $1) `
	var b strings.Builder
	for _, q := range []string{
		`select concat_ws(' ', 'ticket', id, 'number', number, status, 'merged into', merged_into_id, 'opened', opened_at, 'closed', closed_at)
		from tickets where id in (table family) order by id`,
		`select concat_ws(' ', 'promise', id, 'of', ticket_id, kind, state, 'made', made_at, 'due', due_at, 'ended', ended_at, 'recovers', recovers_id,
			'successor', successor_id, 'carried to', carried_to_id, 'delivered', delivered_at, 'released', released_at)
		from promises where ticket_id in (table family) order by id`,
		`select concat_ws(' ', 'message', id, 'on', ticket_id, audience, 'by staff', by_staff, said, channel, 'written', created_at)
		from messages where ticket_id in (table family) order by id`,
		`select concat_ws(' ', 'mail', id, 'of', ticket_id, kind, state, 'message', message_id, 'promise', promise_id, 'made', created_at, 'sent', sent_at)
		from outbox where ticket_id in (table family) or message_id in (select id from messages where ticket_id in (table family)) order by id`,
		`select concat_ws(' ', 'event of', ticket_id, at, kind, 'promise', promise_id, was, became, was_at, became_at) from events
		where ticket_id in (table family) order by at, ticket_id, number`,
	} {
		rows, err := y.DB.Query(ctx, family+q, number)
		if err != nil {
			return err.Error()
		}
		defer rows.Close()
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				return err.Error()
			}
			fmt.Fprintln(&b, line)
		}
	}
	return b.String()
}
