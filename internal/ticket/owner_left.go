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
	return disown(ctx, tx, by, person)
}

// SetRole makes somebody something else here. A technician owns no tickets: what somebody owned who becomes one is their
// teams', as if they had left.
func SetRole(ctx context.Context, tx *pg.Tx, by people.Actor, person people.ID, role people.Role) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	was, err := people.Get(ctx, tx, person)
	if err != nil {
		return err
	}
	if err := people.SetRole(ctx, tx, by, person, role); err != nil || role == was.Role || role != people.Technician {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from watches where person_id = $1`, person); err != nil { // nor do they read the desk
		return wrap("follow tickets no more", err)
	}
	return disown(ctx, tx, by, person)
}

// Belongings is what somebody owns: what their teams get when they leave.
type Belongings struct {
	Tickets  int // that are not closed
	Promises int // that stand, among them those on their tickets
	Agreed   int // of these, those that were agreed with a customer
}

// BelongingsOf counts what somebody owns.
func BelongingsOf(ctx context.Context, r pg.Reader, by people.Actor, person people.ID) (Belongings, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return Belongings{}, err
	}
	const q = `select (select count(*) from tickets where assignee_id = $1 and live)::int,
		count(*)::int, count(*) filter (where kind in ('callback', 'visit', 'commitment'))::int
		from promises where owner_id = $1 and state in ('pending', 'paused')`
	var b Belongings
	err := r.QueryRow(ctx, q, person).Scan(&b.Tickets, &b.Promises, &b.Agreed)
	return b, wrap("count what somebody owns", err)
}

// disown gives to their teams what somebody owned.
func disown(ctx context.Context, tx *pg.Tx, by people.Actor, person people.ID) error {
	const theirs = `
		select id from tickets where assignee_id = $1
		union select ticket_id from promises where owner_id = $1 and state in ('pending', 'paused')
		union select ticket_id from promises where stands_for_id = $1 and state in ('pending', 'paused')
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
