package ticket

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// wakeWithin is how soon a promise must fall due for the sweepers to be woken when it is made; what is due
// later they find by themselves, for they look at least this often.
const wakeWithin = 30 * time.Second

// settle is the one place that writes what a change did: promises ended and made, the ticket with its
// pointer to the promise that is due first, the events, the letters, and what people are told.
func (c *change) settle(ctx context.Context, tx *pg.Tx) error {
	return settleAll(ctx, tx, []*change{c})
}

// settleAll settles several changes in one round trip, and another where mails leave. What is one statement for one ticket is
// one for many: each table is written once.
func settleAll(ctx context.Context, tx *pg.Tx, all []*change) error {
	if err := numberApologies(ctx, tx, all); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	wake := false
	var history []event.History
	var notices []notify.Told
	var letters []outbox.Letter
	for _, c := range all {
		if err := c.ready(ctx, tx); err != nil {
			return fmt.Errorf("settle ticket %d: %w", c.ticket.Number, err)
		}
		batch.QueuedQueries = append(batch.QueuedQueries, c.first.QueuedQueries...)
		c.first = pgx.Batch{}
		c.settled = len(c.log)
		history = append(history, event.History{Ticket: int64(c.ticket.ID), Events: c.events})
		notices = append(notices, c.told()...)
		letters = append(letters, c.addressed()...)
		wake = wake || c.wakes(tx.Now)
	}
	queueApologies(batch, all)
	queuePromises(batch, all)
	queueEscalations(batch, all)
	queueTickets(batch, all)
	event.Queue(batch, history)
	notify.QueueAll(batch, tx.Now, notices)
	for _, c := range all {
		c.queueDrops(batch)
		c.queueRid(batch, tx.Now)
	}
	var mails []outbox.ID
	outbox.Queue(batch, tx.Now, letters, &mails)
	if wake {
		batch.Queue(`select pg_notify('kept_due', '')`)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("settle %s: %w", numbers(all), err)
	}
	return outbox.Leave(ctx, tx, mails...)
}

// settleChanged settles those of several changes that did something.
func settleChanged(ctx context.Context, tx *pg.Tx, all []*change) error {
	some := slices.DeleteFunc(slices.Clone(all), func(c *change) bool { return len(c.log) == 0 })
	if len(some) == 0 {
		return nil
	}
	return settleAll(ctx, tx, some)
}

// isSettled is an error where something was done to the ticket, if only by time, that nobody has written.
func (c *change) isSettled() error {
	if lost := len(c.log) - c.settled + len(c.book.Changes) - c.heard; lost > 0 {
		return fmt.Errorf("ticket %d: %d events of a change were not settled", c.ticket.Number, lost)
	}
	return nil
}

// addressed are the letters with the numbers of what they state and carry.
func (c *change) addressed() []outbox.Letter {
	var all []outbox.Letter
	for _, l := range c.letters {
		if l.promise != nil {
			l.Promise = orNil(int64(l.promise.ID))
		}
		if l.apology != nil {
			l.Apology = orNil(l.apology.ID)
		}
		all = append(all, l.Letter)
	}
	return all
}

// ready makes a change ready to be written.
func (c *change) ready(ctx context.Context, tx *pg.Tx) error {
	if err := c.refuseSpam(); err != nil {
		return err
	}
	if err := c.refuseMerged(); err != nil {
		return err
	}
	if c.book.Status == promise.Closed && c.ticket.Status != promise.Closed {
		if err := c.closeQuestions(ctx, tx); err != nil {
			return err
		}
	}
	c.absorb(false)
	if err := c.number(ctx, tx); err != nil {
		return err
	}
	c.take()
	if err := c.sayWhatHappened(ctx, tx); err != nil {
		return err
	}
	c.copyToFollowers()
	c.writeHistory()
	return nil
}

func numbers(all []*change) string {
	if len(all) == 1 {
		return fmt.Sprintf("ticket %d", all[0].ticket.Number)
	}
	return fmt.Sprintf("%d tickets from %d on", len(all), all[0].ticket.Number)
}

// wakes reports whether something falls due so soon that the sweepers must be woken.
func (c *change) wakes(now time.Time) bool {
	soon := now.Add(wakeWithin)
	if c.waiting != nil && c.waiting.PublicAt.Before(soon) {
		return true
	}
	if a := c.book.Apology(); a != nil && a.State == promise.ApologyWaiting && a.Leave.Before(soon) {
		return true
	}
	for _, p := range c.book.Pending() {
		if p.BreaksAt.Before(soon) || !p.WarnAt.IsZero() && p.Warned.IsZero() && p.WarnAt.Before(soon) || !p.RemindAt.IsZero() && p.Reminded.IsZero() && p.RemindAt.Before(soon) {
			return true
		}
	}
	return false
}

// drawNumbers draws numbers of promises, so that rows can point at each other. They are drawn under the ticket's lock:
// of two promises due at one instant the lower number stands first, so a new one must have a higher number than the old.
const drawNumbers = `select nextval('promises_id_seq') from generate_series(1, $1)`

// number gives new promises their numbers.
func (c *change) number(ctx context.Context, tx *pg.Tx) error {
	var fresh []*promise.Promise
	for _, p := range c.book.Promises {
		if p.ID < 0 {
			fresh = append(fresh, p)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	if err := c.setReminders(ctx, tx); err != nil {
		return err
	}
	if missing := len(fresh) - len(c.drawn); missing > 0 {
		rows, err := tx.Query(ctx, drawNumbers, missing)
		if err != nil {
			return err
		}
		more, err := pgx.CollectRows(rows, pgx.RowTo[promise.ID])
		if err != nil {
			return err
		}
		c.drawn = append(c.drawn, more...)
	}
	numbers := map[promise.ID]promise.ID{}
	for i, p := range fresh {
		numbers[p.ID] = c.drawn[i]
	}
	c.drawn = c.drawn[len(fresh):]
	for _, p := range c.book.Promises {
		p.ID, p.Recovers, p.Successor = known(numbers, p.ID), known(numbers, p.Recovers), known(numbers, p.Successor)
		p.First = known(numbers, p.First)
	}
	for _, e := range c.book.Escalations {
		e.Promise = known(numbers, e.Promise)
	}
	return nil
}

func known(numbers map[promise.ID]promise.ID, id promise.ID) promise.ID {
	if n, ok := numbers[id]; ok {
		return n
	}
	return id
}

// take brings the book's outcome into the ticket.
func (c *change) take() {
	t, b := &c.ticket, c.book
	t.Status, t.Cycle, t.FinishedAs, t.CloseReason = b.Status, b.Cycle, orNone(b.Finished), nil
	t.WaitingSince, t.SolvedAt, t.EndedStatus, t.EndedAs = pointerTo(b.WaitingSince), pointerTo(b.SolvedAt), orNone(b.Ended), orNone(b.EndedAs)
	if !isWaiting(b.Status) && !isWaiting(b.Ended) { // a message that needs no reply may bring the waiting back
		t.WaitingFor = ""
	}
	t.ClosedAt, t.UnansweredSince, t.OwedSince = pointerTo(b.ClosedAt), pointerTo(b.Unanswered), pointerTo(b.OwedSince())
	if b.Calling.IsZero() {
		t.CallingID = nil
	}
	t.CallingSince = pointerTo(b.Calling)
	t.NextPromiseID, t.NextDueAt = nil, nil
	if next := b.Next(); next != nil {
		t.NextPromiseID, t.NextDueAt = &next.ID, &next.Due
	}
	if b.Status == promise.Closed {
		reason := b.Finished
		t.CloseReason = &reason
	}
}
