package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// beginStaying begins a change of a ticket, and of the one that it was merged into in the end: into is nil if it was not.
func beginStaying(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) (c, into *change, err error) {
	_, to, err := stays(ctx, tx, by, id)
	if err != nil {
		return nil, nil, err
	}
	for {
		if to == id {
			c, err = begin(ctx, tx, by, id)
		} else {
			c, into, err = lockBoth(ctx, tx, by, id, to)
		}
		if err != nil {
			return nil, nil, err
		}
		asked := to
		if _, to, err = stays(ctx, tx, by, id); err != nil || to == asked {
			return c, into, err
		}
		begun := []*change{c} // somebody merged it, or undid that, while this waited for the lock: what time did stands
		if into != nil {
			begun = append(begun, into)
		}
		if err := settleChanged(ctx, tx, begun); err != nil {
			return nil, nil, err
		}
		into = nil
	}
}

// undeliveredInto lets what an answer kept on a merged ticket be promised anew on the one that stays. The messages that it had
// answered go along, and the merging is not undone any more.
func (c *change) undeliveredInto(ctx context.Context, tx *pg.Tx, into *change, m MessageID, why string, at time.Time) error {
	if c.ticket.RequesterID == into.ticket.RequesterID { // why names an address, which is no other customer's matter
		into.record(event.Event{Kind: event.ReplyUndelivered, MessageID: orNil(int64(m)), Became: why})
	}
	var oldest *time.Time
	if into.book.Status != promise.Closed {
		var err error
		if oldest, err = into.takeUnanswered(ctx, tx, c.ticket.ID, m); err != nil {
			return err
		}
	}
	gone := c.book.UndeliveredInto(into.book, at, valueOf(oldest))
	if err := into.disown(ctx, tx); err != nil {
		return err
	}
	const settled = `
		with recursive on_from as (
			select t.id, t.merged_into_id from tickets t where t.id = $1
			union select t.id, t.merged_into_id from on_from o join tickets t on t.id = o.merged_into_id)
		update merges m set successors = m.successors || $2::bigint[], seen_id = nextval('messages_id_seq') from on_from o where o.id = m.ticket_id`
	if _, err := tx.Exec(ctx, settled, c.ticket.ID, gone); err != nil {
		return wrap("keep a merging", err)
	}
	return settleAll(ctx, tx, []*change{into, c})
}

// takeUnanswered takes the messages of a merged ticket over that only an answer had answered which never arrived. It returns when the
// oldest of them was written.
func (c *change) takeUnanswered(ctx context.Context, tx *pg.Tx, from ID, answer MessageID) (oldest *time.Time, err error) {
	const q = `
		with moved as (
			update messages set answered_by_id = null, ticket_id = @into, came_from_id = coalesce(came_from_id, @from)
			where ticket_id = @from and answered_by_id = @answer returning id, created_at),
		forms as (update submissions set ticket_id = @into where message_id in (select id from moved))
		select array(select id from moved order by id), (select min(created_at) from moved)`
	var all []MessageID
	err = tx.QueryRow(ctx, q, pgx.StrictNamedArgs{"into": c.ticket.ID, "from": from, "answer": answer}).Scan(&all, &oldest)
	for _, one := range all {
		c.record(event.Event{Kind: event.MessageCame, MessageID: orNil(int64(one))})
	}
	return oldest, wrap("unanswer messages of a merged ticket", err)
}
