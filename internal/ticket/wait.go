package ticket

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

func isWaiting(s promise.Status) bool { return s == promise.Awaiting || s == promise.OnHold }

// Wait is whose move it becomes, and for what or for whom we wait.
type Wait struct {
	Status promise.Status // Awaiting or OnHold
	For    string
	since  time.Time // of what an undoing lets wait again: when it had begun to; zero: now
}

// SetWaiting makes it the customer's turn, or lets us wait for others, without a message. While a message is
// unanswered the turn is not the customer's: that needs an answer, or "No reply needed".
func SetWaiting(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, w Wait) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	if !isWaiting(w.Status) {
		return fault.Invalid("fault.status").On("status")
	}
	if err := fault.Join(field.Optional("for", w.For, l.Subject)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if c.book.Status == promise.Closed { // a message or a promise opens it again, a word about whose turn it is does not (rule 12)
		return fault.Conflict("fault.closed")
	}
	if w.Status == promise.Awaiting && !c.book.Unanswered.IsZero() {
		return fault.Invalid("fault.unanswered").On("body")
	}
	if c.book.Status == promise.New {
		return fault.Invalid("fault.answer_first").On("status")
	}
	was := c.book.Status
	c.book.Wait(w.Status, w.since)
	c.waits(w.For, was)
	return c.settle(ctx, tx)
}

// waits notes for what or for whom the ticket waits now, after a change of its status or of that alone.
func (c *change) waits(why string, was promise.Status) {
	why = field.Line(why)
	if !isWaiting(c.book.Status) || c.book.Status == was && (why == "" || why == c.ticket.WaitingFor) {
		return
	}
	c.ticket.WaitingFor = why
	kind := event.AwaitsCustomer
	if c.book.Status == promise.OnHold {
		kind = event.TicketHeld
	}
	c.record(event.Event{Kind: kind, Became: why})
}

// NoReply is why a message needs no reply, and what the ticket becomes.
type NoReply struct {
	Reason string
	Then   promise.Status // Awaiting, OnHold or Solved; empty: what the message had ended
	For    string
	Seen   MessageID
}

// NoReplyNeeded marks the customer's messages answered and withdraws the promise of a reply, for a reason that the staff
// reads: "thanks, see you Thursday" (rule 12).
func NoReplyNeeded(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, n NoReply) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	if err := fault.Join(field.Required("reason", n.Reason, l.Subject), field.Optional("for", n.For, l.Subject)); err != nil {
		return err
	}
	if err := (Draft{Then: n.Then, For: n.For}).checkThen(l); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if err := c.noneLeaves(ctx, tx); err != nil {
		return err
	}
	last, err := newest(ctx, tx, id)
	if err != nil {
		return err
	}
	switch {
	case last != n.Seen:
		return fault.Conflict("fault.moved_on")
	case !c.book.CanDismiss():
		return fault.Conflict("fault.reply_needed")
	}
	const answered = `update messages set answered_by_id = id where ticket_id = $1 and not by_staff and answered_by_id is null`
	if _, err := tx.Exec(ctx, answered, id); err != nil {
		return wrap("mark messages answered", err)
	}
	was := c.book.Status
	back := orEmpty(c.ticket.EndedStatus)
	if n.Then != "" {
		back = ""
	}
	c.record(event.Event{Kind: event.NoReplyNeeded, Became: field.Line(n.Reason), Was: string(back)})
	c.book.Dismiss(field.Line(n.Reason), n.Then)
	if n.Then != "" {
		c.waits(n.For, was)
	}
	if n.Then == promise.Solved && was != promise.Solved {
		c.asks()
	}
	return c.settle(ctx, tx)
}

// Look is when somebody is to look at a ticket again: on a day, by its closing, or by a time.
type Look struct {
	Day calendar.Date `json:"day,omitzero"`
	At  time.Time     `json:"at,omitzero"`
}

func (k Look) check(now time.Time) error {
	at := k.At
	if at.IsZero() {
		at = calendar.WallIn(time.UTC, k.Day, 24*60-1)
		now = now.Add(-24 * time.Hour) // today is a day too, whatever the zone
	}
	switch {
	case !at.After(now):
		return fault.Invalid("fault.time_passed").On("due").When(now)
	case at.Sub(now) > longestAhead:
		return fault.Invalid("fault.too_far").On("due")
	}
	return nil
}

// look reckons when a look comes up and when it is due: a day's opening and closing, or the next day's that has them; or
// half an hour before a time, and then.
func (c *change) look(k Look) *promise.Look {
	l := &promise.Look{Up: k.At.Add(-c.book.Terms.WarnBefore), Due: k.At, By: int64(c.by.ID)}
	if k.At.IsZero() {
		l.Up, l.Due = c.book.Terms.Calendar.Day(k.Day, c.book.Now)
	}
	if !l.Due.After(c.book.Now) { // a reply waited past it
		l.Up, l.Due = c.book.Now, c.book.Now
	}
	return l
}

// LookAgain lets the ticket's owner look again on a day or at a time. The customer does not see it.
func LookAgain(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, k Look) (promise.ID, error) {
	if err := by.May(people.Work, int64(id)); err != nil {
		return 0, err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return 0, err
	}
	if err := k.check(tx.Now); err != nil {
		return 0, err
	}
	if c.book.Status == promise.Closed {
		return 0, fault.Conflict("fault.closed")
	}
	l := c.look(k)
	for _, p := range c.book.Pending() {
		if p.Kind == promise.CheckBack && p.MadeBy == l.By && p.Due.Equal(l.Due) {
			return p.ID, c.settle(ctx, tx) // pressed twice
		}
	}
	p := c.book.LookAgain(l.Up, l.Due, l.Owner, l.By)
	if err := c.settle(ctx, tx); err != nil {
		return 0, err
	}
	return p.ID, nil
}
