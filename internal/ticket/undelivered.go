package ticket

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Undelivered takes back what an answer did whose mail was refused for good (rule 8): the promises that it kept do not
// count as kept, what it delivered is owed again, and the messages that it answered wait for an answer again. Why
// is what the mail server said, for the staff.
//
// A mail that somebody has had sent again, and that is refused again, takes nothing back a second time: what has
// happened on the ticket since is not its doing.
//
// Of a ticket that was merged since, all this is done on the one that stays.
func Undelivered(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, m MessageID, why string) error {
	if err := by.May(people.KeepTime, int64(id)); err != nil {
		return err
	}
	c, into, err := beginStaying(ctx, tx, by, id)
	if err != nil {
		return err
	}
	var at time.Time
	const sent = `select created_at from messages where id = $1 and ticket_id = $2 and by_staff and audience = 'public'`
	if err := tx.QueryRow(ctx, sent, m, id).Scan(&at); err != nil {
		return pg.Found(err)
	}
	c.record(event.Event{Kind: event.ReplyUndelivered, MessageID: orNil(int64(m)), Became: firstLine(why)})
	if again, err := wasUndelivered(ctx, tx, id, m); err != nil || again {
		if err != nil {
			return err
		}
		return c.settle(ctx, tx)
	}
	if into != nil {
		return c.undeliveredInto(ctx, tx, into, m, firstLine(why), at)
	}
	var oldest *time.Time
	if c.book.Status != promise.Closed {
		const unanswer = `
			with u as (update messages set answered_by_id = null where ticket_id = $1 and answered_by_id = $2 returning created_at)
			select min(created_at) from u`
		if err := tx.QueryRow(ctx, unanswer, id, m).Scan(&oldest); err != nil {
			return wrap("unanswer messages", err)
		}
	}
	c.book.Undelivered(at, valueOf(oldest))
	if err := c.disown(ctx, tx); err != nil {
		return err
	}
	return c.settle(ctx, tx)
}

// disown gives what was promised anew in the name of somebody who has left to the ticket's owner; what was agreed to the team, and hands
// it up (rule 10).
func (c *change) disown(ctx context.Context, tx *pg.Tx) error {
	roster, err := c.roster(ctx, tx)
	if err != nil {
		return err
	}
	hasLeft := func(person int64) bool {
		_, works := roster.Find(people.ID(person))
		return person != 0 && !works
	}
	for _, p := range c.book.Pending() {
		switch {
		case p.Kind.IsAgreed():
			for _, person := range []int64{p.Owner.Person, p.StandsFor} {
				if hasLeft(person) {
					c.book.OwnerLeft(person)
				}
			}
		case hasLeft(p.Owner.Person):
			p.Owner = c.book.Owner
		}
	}
	return nil
}

// wasUndelivered reports whether it has come out before that the mail of an answer was not delivered.
func wasUndelivered(ctx context.Context, tx *pg.Tx, id ID, m MessageID) (before bool, err error) {
	const q = `select exists (select from events where ticket_id = $1 and message_id = $2 and kind = 'ticket.undelivered')`
	err = tx.QueryRow(ctx, q, id, m).Scan(&before)
	return before, err
}
