package ticket

import (
	"context"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Promise makes a commitment without a message; the customer is told of it by page and mail. Whoever presses twice
// promises once: what the same person has promised to the word and the minute, and what still stands, is not promised
// again.
func Promise(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, p Commitment) (promise.ID, error) {
	if err := by.May(people.Work, int64(id)); err != nil {
		return 0, err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return 0, err
	}
	if err := p.check(ctx, tx, c, l); err != nil {
		return 0, err
	}
	if same := c.standing(*p.offer(by.ID)); same != nil {
		return same.ID, c.settle(ctx, tx)
	}
	if c.ticket.AssigneeID == nil {
		c.assign(&by.ID, "")
		c.handOver(nil)
	}
	made := c.book.Promise(*p.offer(by.ID))
	c.post(outbox.Letter{Kind: outbox.Promised, Automatic: true}, made)
	if err := c.settle(ctx, tx); err != nil {
		return 0, err
	}
	return made.ID, nil
}

// standing is the pending commitment that says what o says, made by the same person; nil if there is none.
func (c *change) standing(o promise.Offer) *promise.Promise {
	for _, p := range c.book.Pending() {
		if p.Kind == promise.Commitment && p.MadeBy == o.By && p.Words == o.Words && p.Due.Equal(o.Due) &&
			(p.Whose() == o.Owner || o.Owner == promise.Owner{}) {
			return p
		}
	}
	return nil
}

// Moving is a new time for an agreed promise, and why, in words that the customer understands.
type Moving struct {
	Opens  time.Time // of an appointment
	Due    time.Time
	Reason string
	Owner  promise.Owner // zero: whose it was
	Place  string        // of a visit; empty: where it was
	Bring  string
}

// Move gives an agreed promise a new time and tells the customer both times and the reason in the same change. After its
// due time it stays broken, and its recovery moves (rule 7).
func Move(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, p promise.ID, m Moving) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	standing := c.book.Standing(p)
	if standing == nil {
		return c.ended(p)
	}
	kind := c.book.Get(p).Kind
	if !kind.IsAppointment() { // it has no window and no place, whatever a form says
		m = Moving{Due: m.Due, Reason: m.Reason}
	}
	if m.Opens.IsZero() && !standing.Opens.IsZero() {
		return fault.Join(fault.Invalid("fault.clock").On("to")) // whoever waits for a window is not left with its end alone
	}
	if err := m.check(ctx, tx, c, l, kind); err != nil {
		return err
	}
	was := standing.Due
	if !standing.Opens.IsZero() {
		was = standing.Opens
	}
	next := c.book.MoveTo(p, promise.Offer{Opens: m.Opens, Due: m.Due, Owner: m.Owner, Place: field.Line(m.Place), Bring: field.Line(m.Bring)})
	for _, q := range c.book.Promises {
		if q.Successor == next.ID {
			q.EndReason = field.Line(m.Reason)
		}
	}
	c.post(outbox.Letter{Kind: outbox.Moved, Automatic: true, WasAt: &was, Reason: field.Line(m.Reason)}, next)
	return c.settleBooked(ctx, tx, next)
}

// check looks at the new time and the reason.
func (m Moving) check(ctx context.Context, tx *pg.Tx, c *change, l Limits, kind promise.Kind) error {
	if kind.IsAppointment() && !m.Opens.IsZero() || kind == promise.Visit {
		if err := fault.Join(checkWindow(m.Opens, m.Due, tx.Now), field.Optional("place", m.Place, l.Subject), field.Optional("bring", m.Bring, l.Subject)); err != nil {
			return err
		}
		if err := c.checkOwner(ctx, tx, m.Owner); err != nil {
			return err
		}
	} else if err := (Commitment{Due: m.Due}).check(ctx, tx, c, l); err != nil {
		return err
	}
	return fault.Join(field.Required("reason", m.Reason, l.Subject))
}

// Withdrawal is why a commitment is taken back, and the newest message that its writer has seen.
type Withdrawal struct {
	Words string
	Seen  MessageID
}

// Withdraw takes a commitment back. What the customer knows of, and every recovery, is withdrawn only with words to
// them: a public message, refused when the conversation has moved since the writer's page was opened. Otherwise
// the words are the reason, for the staff.
func Withdraw(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, p promise.ID, w Withdrawal) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	if err := fault.Join(field.Required("words", w.Words, l.Text)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if err := c.publishLast(ctx, tx); err != nil {
		return err
	}
	standing := c.book.Standing(p)
	if standing == nil {
		return c.ended(p)
	}
	if standing.WasTold() || standing.Recovers != 0 {
		last, err := newest(ctx, tx, id)
		if err != nil {
			return err
		}
		if last != w.Seen {
			return fault.Conflict("fault.moved_on")
		}
		if _, err := c.answer(ctx, tx, Draft{Body: w.Words, Withdraws: []promise.ID{p}}); err != nil {
			return err
		}
	} else {
		c.book.Withdraw(p, field.Line(firstLine(w.Words)))
	}
	return c.settle(ctx, tx)
}

// ended tells why nothing stands behind a promise's number: it ended meanwhile, or the ticket never had it.
func (c *change) ended(p promise.ID) error {
	if c.book.Get(p) == nil {
		return fault.NotFound()
	}
	return fault.Conflict("fault.promise_ended")
}

// tellMoved tells the customer of the times that they knew and that a rule has changed: one letter, about
// the one that is due first.
func (c *change) tellMoved(changes []promise.Change) {
	var first *promise.Change
	for _, ch := range changes {
		moved := ch.What == promise.WasReckoned && ch.Promise.WasTold() && !ch.Next.Due.Equal(ch.Promise.Due) && ch.Next.State == promise.Pending
		if moved && (first == nil || ch.Next.Due.Before(first.Next.Due)) {
			first = &ch
		}
	}
	if first == nil {
		return
	}
	was := first.Promise.Due
	c.post(outbox.Letter{Kind: outbox.Moved, Automatic: true, WasAt: &was}, first.Next)
}

// Tell notes that a page has shown the customer these promises' times (rule 7).
func Tell(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, shown []promise.ID) error {
	if err := may(ctx, tx, by, people.ReadOwn, id); err != nil {
		return err
	}
	all, err := locked(ctx, tx, people.System, lockWaiting, []ID{id})
	if err != nil || len(all) == 0 {
		return wrap("note what was shown", err)
	}
	c := all[0]
	for _, p := range c.book.Pending() {
		if slices.Contains(shown, p.ID) {
			c.tell(p)
		}
	}
	if len(c.log) == 0 {
		return nil
	}
	return wrap("note what was shown", c.settle(ctx, tx))
}

// Solve solves a ticket without a message. With a message of the customer unanswered it is refused: that needs
// an answer. What is solved already stays as it is.
func Solve(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if c.book.Status == promise.Solved || c.book.Status == promise.Closed {
		return c.settle(ctx, tx)
	}
	if !c.book.Unanswered.IsZero() {
		return fault.Invalid("fault.unanswered").On("body")
	}
	c.book.Solve()
	c.post(outbox.Letter{Kind: outbox.Solved, Automatic: true}, c.stated())
	return c.settle(ctx, tx)
}

// Reopen opens what was solved or closed, or waited, by an agent's own decision (rule 12).
func Reopen(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	c.book.Reopen()
	return c.settle(ctx, tx)
}
