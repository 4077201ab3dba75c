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
	was     promise.Status // before this change
	cycle   int            // likewise
	book    *promise.Book
	stored  map[promise.ID]promise.Promise // as they were read: what differs is written
	events  []event.Event
	letters []letter
}

// letter is a mail that this change asks for; its promise gets its number when the change is settled.
type letter struct {
	outbox.Letter
	promise *promise.Promise
}

// lock locks a ticket's row and then, in a statement of its own, reads the instant of the change.
func lock(ctx context.Context, tx *pg.Tx, id ID) (Ticket, error) {
	var t Ticket
	batch := &pgx.Batch{}
	batch.Queue(`select `+ticketColumns+` from tickets t where t.id = $1 for update`, id).Query(func(rows pgx.Rows) (err error) {
		t, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Ticket])
		return err
	})
	batch.Queue(`select kept_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&tx.Now) })
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return Ticket{}, pg.Found(err)
	}
	return t, nil
}

// begin locks a ticket, reads its promises and lets time do what it has done.
func begin(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) (*change, error) {
	t, err := lock(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	c, err := open(ctx, tx, by, t)
	if err != nil {
		return nil, err
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
	return nil
}

func open(ctx context.Context, tx *pg.Tx, by people.Actor, t Ticket) (*change, error) {
	rows, err := tx.Query(ctx, promisesOf, t.ID)
	if err != nil {
		return nil, err
	}
	promises, err := collectPromises(rows)
	if err != nil {
		return nil, err
	}
	terms, err := termsOf(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	c := &change{by: by, ticket: t, was: t.Status, cycle: t.Cycle, book: book(t, promises, terms), stored: map[promise.ID]promise.Promise{}}
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
