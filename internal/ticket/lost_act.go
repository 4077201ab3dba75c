package ticket

import (
	"context"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// What a supervisor does about what is lost. Each finds the thing as it was shown, or says that somebody has mended it.

// GiveToTeam gives what somebody owns on a ticket, who does not work here any more or is away when it falls due, to whom rule 10 says: to
// the team, or to a stand-in.
func GiveToTeam(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, person people.ID) error {
	if err := by.May(people.Supervise, 0); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	const gone = `select exists (select from people where id = $1 and role <> 'customer' and not is_active
		and (id = $3 or exists (select from promises where ticket_id = $2 and owner_id = $1 and state in ('pending', 'paused'))))`
	var left bool
	if err := tx.QueryRow(ctx, gone, person, id, c.ticket.AssigneeID).Scan(&left); err != nil {
		return wrap("look who has left", err)
	}
	if left {
		if err := c.ownerLeft(ctx, tx, person); err != nil {
			return err
		}
		return c.settle(ctx, tx)
	}
	c.book.AbsenceChanged()
	c.absorb(true)
	if !c.tookFrom(person) {
		return fault.Conflict("lost.fault.mended")
	}
	return c.settle(ctx, tx)
}

// tookFrom reports whether this change gives to somebody else what was a person's.
func (c *change) tookFrom(person people.ID) bool {
	return slices.ContainsFunc(c.book.Promises, func(p *promise.Promise) bool {
		was, stored := c.stored[p.ID]
		return stored && was.Owner.Person == int64(person) && p.Owner.Person != int64(person)
	})
}

// callWithin is how long the window is in which somebody is called whom nothing else reaches.
const callWithin = 2 * time.Hour

// CallUnreached promises a call to a customer whom no mail reaches, or who does not read what they were told: in the next two hours in which the
// desk is open, by the ticket's owner or, where it has none, by whoever asks for it.
func CallUnreached(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, t Ticket) (promise.ID, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return 0, err
	}
	c, err := begin(ctx, tx, by, t.ID) // what time does to it by now decides, too
	if err != nil {
		return 0, err
	}
	isCalled := slices.ContainsFunc(c.book.Pending(), func(p *promise.Promise) bool { return p.Kind == promise.Callback })
	if c.book.Status == promise.Closed || isCalled {
		return 0, fault.Conflict("lost.fault.mended")
	}
	opens, closes := callWindow(c.book.Terms, tx.Now)
	return c.appoint(ctx, tx, by, l, Appointment{Kind: promise.Callback, Opens: opens, Closes: closes})
}

// callWindow is the next stretch of callWithin of open hours that no closing interrupts for long.
func callWindow(terms promise.Terms, now time.Time) (opens, closes time.Time) {
	if terms.Calendar == nil {
		return now, now.Add(callWithin)
	}
	opens = terms.Calendar.NextOpening(now)
	closes = terms.Calendar.Add(opens, callWithin)
	if closes.Sub(opens) <= longestWindow {
		return opens, closes
	}
	opens = terms.Calendar.NextOpening(closes.Add(-callWithin)) // it would end tomorrow: then it begins tomorrow
	return opens, terms.Calendar.Add(opens, callWithin)
}

// SendAgain has a mail tried once more that did not reach whom it was for.
func SendAgain(ctx context.Context, tx *pg.Tx, by people.Actor, mail outbox.ID) error {
	return mailAct(ctx, tx, by, mail, outbox.SendAgain, event.MailRetried)
}

// TryAgain has a job tried once more that had failed until nobody tried it any more.
func TryAgain(ctx context.Context, tx *pg.Tx, by people.Actor, job int64) error {
	if err := by.May(people.Supervise, 0); err != nil {
		return err
	}
	done, err := tx.TryAgain(ctx, job)
	if err == nil && !done {
		return fault.Conflict("lost.fault.mended")
	}
	return err
}
