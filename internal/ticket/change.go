package ticket

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// change is one change of one ticket while it is worked on: the locked row, the book of its promises, and
// what is to be recorded. settle writes it all.
type change struct {
	by      people.Actor
	ticket  Ticket
	cycle   int // before this change
	passed  int // how many of the book's changes time has done, before anybody did anything
	book    *promise.Book
	stored  map[promise.ID]promise.Promise // as they were read: what differs is written
	events  []event.Event
	letters []letter
	drawn   []promise.ID // numbers for promises that this change makes
}

// letter is a mail that this change asks for; its promise gets its number when the change is settled.
type letter struct {
	outbox.Letter
	promise *promise.Promise
}

// The two ways of locking a ticket's row: to wait for whoever is at it, and to leave it to them.
const (
	lockWaiting  = `select ` + ticketColumns + ` from tickets t where t.id = $1 for update`
	lockSkipping = `select ` + ticketColumns + ` from tickets t where t.id = $1 for update skip locked`
)

// drawAhead is how many promises' numbers are drawn with the lock: as many as a change mostly makes.
const drawAhead = 2

// lock locks a ticket's row and then, in a statement of its own, reads the instant of the change.
func lock(ctx context.Context, tx *pg.Tx, id ID) (Ticket, error) {
	var t Ticket
	batch := &pgx.Batch{}
	queueLock(batch, tx, lockWaiting, id, &t)
	return t, pg.Found(tx.SendBatch(ctx, batch).Close())
}

func queueLock(batch *pgx.Batch, tx *pg.Tx, q string, id ID, t *Ticket) {
	batch.Queue(q, id).Query(func(rows pgx.Rows) (err error) {
		*t, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Ticket])
		return err
	})
	batch.Queue(`select kept_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&tx.Now) })
}

// begin locks a ticket, reads its promises and lets time do what it has done.
func begin(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) (*change, error) {
	c, err := locked(ctx, tx, by, lockWaiting, id)
	if err != nil {
		return nil, pg.Found(err)
	}
	return c, c.pass(ctx, tx)
}

// pass lets time do to the ticket what it has done. A question that is still in the house is not answered by silence.
func (c *change) pass(ctx context.Context, tx *pg.Tx) error {
	if c.book.QuestionDue() {
		left, err := outbox.QuestionLeft(ctx, tx, int64(c.ticket.ID))
		if err != nil {
			return err
		}
		c.book.Silence(left)
	}
	c.book.Pass()
	c.passed = len(c.book.Changes)
	return nil
}

// locked locks a ticket and reads, in the same round trip, all that a change of it needs. Each statement of
// the batch sees what was committed before it began, so the promises are those that stand under the lock.
func locked(ctx context.Context, tx *pg.Tx, by people.Actor, q string, id ID) (*change, error) {
	var t Ticket
	var promises []*promise.Promise
	var drawn []promise.ID
	batch := &pgx.Batch{}
	if q == lockSkipping {
		// Time's own work need not wait for the disk: what a power cut forgets, the next sweep does again. A mail that
		// follows from it leaves only after a claim that is on disk, and so is this.
		batch.Queue(`select set_config('synchronous_commit', 'off', true)`)
	}
	queueLock(batch, tx, q, id, &t)
	batch.Queue(promisesOf, id).Query(func(rows pgx.Rows) (err error) {
		promises, err = collectPromises(rows)
		return err
	})
	batch.Queue(drawNumbers, drawAhead).Query(func(rows pgx.Rows) (err error) {
		drawn, err = pgx.CollectRows(rows, pgx.RowTo[promise.ID])
		return err
	})
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, err
	}
	c, err := open(ctx, tx, by, t, promises)
	if err != nil {
		return nil, err
	}
	c.drawn = drawn
	return c, nil
}

func open(ctx context.Context, tx *pg.Tx, by people.Actor, t Ticket, promises []*promise.Promise) (*change, error) {
	terms, err := termsOf(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	c := &change{by: by, ticket: t, cycle: t.Cycle, book: book(t, promises, terms), stored: map[promise.ID]promise.Promise{}}
	c.book.Now = tx.Now
	for _, p := range promises {
		c.stored[p.ID] = *p
	}
	return c, nil
}

func termsOf(ctx context.Context, r pg.Reader, t Ticket) (promise.Terms, error) {
	return sla.Terms(ctx, r, t.PolicyVersionID, t.Priority)
}

func book(t Ticket, promises []*promise.Promise, terms promise.Terms) *promise.Book {
	b := &promise.Book{
		Status: t.Status, Cycle: t.Cycle, Owner: t.Owner(), Terms: terms, Promises: promises,
		ClosedAt: valueOf(t.ClosedAt), Unanswered: valueOf(t.UnansweredSince),
	}
	if t.FinishedAs != nil {
		b.Finished = *t.FinishedAs
	}
	return b
}

// record adds an event of this change; settle numbers it.
func (c *change) record(e event.Event) {
	e.At = c.book.Now
	if !c.by.IsSystem() {
		id := c.by.ID
		e.ActorID = &id
	}
	c.events = append(c.events, e)
}

// post asks for a letter to the ticket's customer. A promise that it states is told by it.
func (c *change) post(l outbox.Letter, states *promise.Promise) {
	l.Ticket, l.To = int64(c.ticket.ID), c.ticket.RequesterID
	if states != nil && !states.WasTold() {
		states.Told = c.book.Now
	}
	c.letters = append(c.letters, letter{Letter: l, promise: states})
}

// handOver makes the book's owner the ticket's.
func (c *change) handOver(along []promise.ID) { c.book.HandOver(c.ticket.Owner(), along) }

func valueOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func pointerTo(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
