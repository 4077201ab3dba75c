package ticket

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// OwnerLeft ends somebody's work here: they cannot sign in any more, their tickets have no owner, their promises are the
// teams', and the supervisors are told of those that were agreed with a customer (rule 10). All of it is one change;
// somebody who had left before leaves nothing behind.
func OwnerLeft(ctx context.Context, tx *pg.Tx, by people.Actor, person people.ID) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	if _, err := people.Deactivate(ctx, tx, by, person); err != nil {
		return err
	}
	const theirs = `
		select id from tickets where assignee_id = $1
		union select ticket_id from promises where owner_id = $1 and state in ('pending', 'paused')
		union select ticket_id from waiting_replies where author_id = $1
		order by id`
	rows, err := tx.Query(ctx, theirs, person)
	if err != nil {
		return wrap("find what somebody owned", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[ID])
	if err != nil {
		return wrap("find what somebody owned", err)
	}
	all, err := locked(ctx, tx, by, lockWaiting, ids)
	if err != nil {
		return err
	}
	for _, c := range all {
		if err := c.ownerLeft(ctx, tx, person); err != nil {
			return fmt.Errorf("ticket %d: %w", c.ticket.Number, err)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return settleAll(ctx, tx, all)
}

func (c *change) ownerLeft(ctx context.Context, tx *pg.Tx, person people.ID) error {
	if err := c.pass(ctx, tx); err != nil {
		return err
	}
	if c.waiting != nil && c.waiting.Author == person { // what they have sent is sent
		if err := c.publishNow(ctx, tx); err != nil {
			return err
		}
	}
	if same(c.ticket.AssigneeID, &person) {
		c.record(event.Event{Kind: event.TicketReleased})
		c.own(nil)
	}
	c.book.OwnerLeft(int64(person))
	return nil
}
