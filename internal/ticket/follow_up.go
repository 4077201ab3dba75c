package ticket

import (
	"context"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// RewordFollowUp changes the text of the next message to a silent customer; empty is the ready one.
func RewordFollowUp(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, p promise.ID, words string) error {
	if err := fault.Join(field.Optional("words", words, l.Text)); err != nil {
		return err
	}
	return onFollowUp(ctx, tx, by, id, p, func(c *change, next *promise.Promise) {
		if text := field.Block(words); text != next.Words { // pressed twice, it happens once
			next.Words = text
			c.record(event.Event{Kind: event.PromiseReworded, PromiseID: orNil(int64(next.ID))})
		}
	})
}

// SendFollowUp sends the next message to a silent customer now.
func SendFollowUp(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, p promise.ID) error {
	return onFollowUp(ctx, tx, by, id, p, func(c *change, next *promise.Promise) { c.book.SendFollowUp(next) })
}

// SkipFollowUp leaves the next message to a silent customer out. Without the third nothing is solved: somebody looks again.
func SkipFollowUp(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, p promise.ID) error {
	return onFollowUp(ctx, tx, by, id, p, func(c *change, next *promise.Promise) { c.book.SkipFollowUp(next) })
}

func onFollowUp(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, p promise.ID, do func(*change, *promise.Promise)) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	next := c.book.Following()
	if next == nil || next.ID != p {
		return c.ended(p)
	}
	do(c, next)
	return c.settle(ctx, tx)
}

// postFollowUps posts the letters of follow-ups whose time has come, or that somebody sends before.
func (c *change) postFollowUps() {
	for _, e := range c.log {
		if e.change != nil && e.change.What == promise.WasPosted {
			l := outbox.Letter{Kind: outbox.FollowUp, Automatic: true, Ticket: int64(c.ticket.ID), To: c.ticket.RequesterID}
			c.letters = append(c.letters, letter{Letter: l, promise: e.change.Promise})
		}
	}
}

// asks posts the question whether it works.
func (c *change) asks() { c.post(outbox.Letter{Kind: outbox.Solved, Automatic: true}, c.stated()) }

// MailLeft says that a mail has left the house, or may have: silence counts only from then (rule 11). Of other mails
// than follow-ups and the question nothing follows.
func MailLeft(ctx context.Context, tx *pg.Tx, by people.Actor, m outbox.Mail) error {
	return onMail(ctx, tx, by, m, (*promise.Book).MailLeft)
}

// MailStays says that a mail was held, or was not taken: nobody's silence counts, and somebody looks again.
func MailStays(ctx context.Context, tx *pg.Tx, by people.Actor, m outbox.Mail) error {
	return onMail(ctx, tx, by, m, (*promise.Book).MailStays)
}

func onMail(ctx context.Context, tx *pg.Tx, by people.Actor, m outbox.Mail, do func(*promise.Book, promise.ID)) error {
	if m.Kind != outbox.FollowUp && m.Kind != outbox.Solved {
		return nil
	}
	if !by.Can(people.KeepTime, m.TicketID) {
		if err := by.May(people.Supervise, m.TicketID); err != nil { // "I know it arrived"
			return err
		}
		if err := outbox.IsInSight(ctx, tx, by, m.ID); err != nil {
			return err
		}
	}
	c, err := beginQuietly(ctx, tx, people.System, ID(m.TicketID))
	if err != nil {
		return err
	}
	if p := c.keptBy(m); p != nil {
		do(c.book, p.ID)
	}
	if c.absorb(true); len(c.log) == 0 && !c.differs() {
		return nil
	}
	return c.settle(ctx, tx)
}

// keptBy is the promise that waits for a mail to leave: the follow-up itself, or the confirmation that was made when the
// question was asked. Nil: none does.
func (c *change) keptBy(m outbox.Mail) *promise.Promise {
	for _, p := range c.book.Promises {
		if p.Kind == promise.FollowUp && m.PromiseID != nil && p.ID == promise.ID(*m.PromiseID) ||
			p.Kind == promise.Confirmation && m.Kind == outbox.Solved && p.MadeAt.Equal(m.CreatedAt) {
			return p
		}
	}
	return nil
}

// differs reports whether a promise has changed without anything to tell of it.
func (c *change) differs() bool {
	for _, p := range c.book.Promises {
		if was, stored := c.stored[p.ID]; !stored || was != *p {
			return true
		}
	}
	return false
}
