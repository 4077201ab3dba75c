package ticket

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// change is one change of one ticket while it is worked on: the locked row, the book of its promises, and
// what is to be recorded. settle writes it all.
type change struct {
	by        people.Actor
	ticket    Ticket
	cycle     int        // before this change
	pointed   promise.ID // where the ticket pointed before it, and when that was due
	pointedAt time.Time
	book      *promise.Book
	stored    map[promise.ID]promise.Promise // as they were read: what differs is written
	handed    map[promise.ID]promise.Escalation
	sorry     map[int64]promise.Apology
	waiting   *waitingReply // in its undo time, nil: none
	unshut    bool          // it is no spam after all
	unmerged  bool          // it is back from the ticket that it was merged into
	alarms    int           // questions whose answer-by time has passed
	log       []entry       // what happened, in order
	heard     int           // how many of the book's changes stand in the log
	settled   int           // how much of the log is written
	events    []event.Event // the log as it is written
	letters   []letter
	notices   []notify.Told
	rid       []people.ID  // who owned it and owns it no more
	drawn     []promise.ID // numbers for promises that this change makes
	message   MessageID    // the number for its next message, if it was drawn; else 0
	followers []people.ID  // who have confirmed that they see it
	first     pgx.Batch    // what settle is to write before all else
	shared    *shared
}

// entry is one thing that happened: what a verb recorded, or what the book did.
type entry struct {
	event  event.Event
	change *promise.Change
	actor  *people.ID // nil: time did it, and nobody in person
	at     time.Time

	byStaff bool // somebody of the staff did it in person
}

// shared is what the changes of one unit of work read once.
type shared struct {
	roster   people.Roster
	absences people.Absences
	brake    *brake
}

// letter is a mail that this change asks for; its promise and apology get their numbers when the change is settled.
type letter struct {
	outbox.Letter
	promise *promise.Promise
	apology *promise.Apology
}

// The two ways of locking tickets' rows: to wait for whoever is at them, and to leave those to them.
const (
	lockWaiting  = `select ` + ticketColumns + ` from tickets t where t.id = any($1) order by t.id for update`
	lockSkipping = `select ` + ticketColumns + ` from tickets t where t.id = any($1) order by t.id for update skip locked`
)

// drawAhead is how many promises' numbers are drawn with the lock: as many as a change mostly makes.
const drawAhead = 2

// begin locks a ticket, reads its promises and lets time do what it has done. Whoever of the staff begins looks at
// the ticket, which keeps a check-back that has come up.
func begin(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) (*change, error) {
	c, err := beginQuietly(ctx, tx, by, id)
	if err != nil {
		return nil, err
	}
	if !by.IsSystem() && by.Role.IsStaff() {
		c.book.StaffActed()
	}
	return c, nil
}

// beginQuietly is begin for what nobody does in person, and for what may still be taken back.
func beginQuietly(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) (*change, error) {
	c, err := beginErased(ctx, tx, by, id)
	if err != nil || !c.ticket.IsClosed() {
		return c, err
	}
	// What had been closed before its customer was erased says so nowhere on the ticket; and there is nobody any more to do anything for.
	var isErased bool
	err = tx.QueryRow(ctx, `select erased_at is not null from people where id = $1`, c.ticket.RequesterID).Scan(&isErased)
	if err == nil && isErased {
		err = fault.Conflict("erase.fault.ticket")
	}
	return c, err
}

// beginErased is beginQuietly for whoever erases the ticket's customer.
func beginErased(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) (*change, error) {
	all, err := locked(ctx, tx, by, lockWaiting, []ID{id})
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.NotFound()
	}
	return all[0], all[0].pass(ctx, tx)
}

// pass lets time do to the ticket what it has done: first what happened before a reply in its undo time became public,
// and that reply, each at its own instant.
func (c *change) pass(ctx context.Context, tx *pg.Tx) error {
	if w := c.waiting; w != nil && !w.PublicAt.After(tx.Now) {
		if err := c.publish(ctx, tx, *w); err != nil {
			return err
		}
	}
	c.book.Pass()
	c.absorb(true)
	if c.book.ApologyDue() {
		if err := c.brake(ctx, tx); err != nil {
			return err
		}
		c.book.PassApology()
		c.absorb(true)
		c.shared.brake.count(c.book)
	}
	if c.alarms == 0 {
		return nil
	}
	c.alarms = 0
	return c.passQuestions(ctx, tx)
}

// absorb takes what the book has done since into the log.
func (c *change) absorb(rule bool) {
	for _, ch := range c.book.Changes[c.heard:] {
		e := entry{change: &ch, at: c.book.Now}
		if !rule {
			e.actor, e.at, e.byStaff = c.actor(), c.book.Act(), c.isStaffs()
		}
		c.log = append(c.log, e)
	}
	c.heard = len(c.book.Changes)
}

// record adds an event of this change behind what the book has done so far; settle numbers it.
func (c *change) record(e event.Event) {
	c.absorb(false)
	c.log = append(c.log, entry{event: e, actor: c.actor(), at: c.book.Act()})
}

// recordRule is record for what nobody did in person.
func (c *change) recordRule(e event.Event) {
	c.absorb(false)
	c.log = append(c.log, entry{event: e, at: c.book.Now})
}

// isStaffs reports whether somebody of the staff makes the change.
func (c *change) isStaffs() bool { return !c.by.IsSystem() && c.by.Role.IsStaff() }

func (c *change) actor() *people.ID {
	if c.by.IsSystem() {
		return nil
	}
	id := c.by.ID
	return &id
}

// locked locks tickets and reads, in the same round trip, all that a change of them needs. Each statement of
// the batch sees what was committed before it began, so the rows are those that stand under the locks. A ticket of a
// private team is there only for who sees it: every change of the staff comes through here.
func locked(ctx context.Context, tx *pg.Tx, by people.Actor, q string, ids []ID) ([]*change, error) {
	var tickets []Ticket
	read := parts{}
	var sees []people.TeamID
	var drawn []promise.ID
	together := &shared{}
	batch := &pgx.Batch{}
	if q == lockSkipping {
		// Time's own work need not wait for the disk: what a power cut forgets, the next sweep does again. A mail that
		// follows from it leaves only after a claim that is on disk, and so is this.
		batch.Queue(`select set_config('synchronous_commit', 'off', true)`)
	}
	queueStay(batch, by)
	batch.Queue(q, ids).Query(func(rows pgx.Rows) (err error) {
		tickets, err = pgx.CollectRows(rows, pgx.RowToStructByName[Ticket])
		return err
	})
	batch.Queue(`select kept_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&tx.Now) })
	queueSight(batch, by, &sees)
	people.AskAbsences(batch, &together.absences)
	read.queue(batch, ids)
	batch.Queue(drawNumbers, drawAhead*len(ids)).Query(func(rows pgx.Rows) (err error) {
		drawn, err = pgx.CollectRows(rows, pgx.RowTo[promise.ID])
		return err
	})
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, err
	}
	slices.Sort(drawn)
	all := make([]*change, 0, len(tickets))
	for i, t := range tickets {
		if sees != nil && !slices.Contains(sees, t.TeamID) {
			continue
		}
		c, err := open(ctx, tx, by, t, read)
		if err != nil {
			return nil, err
		}
		c.drawn, c.shared = drawn[i*drawAhead:(i+1)*drawAhead:(i+1)*drawAhead], together
		c.mindAbsences()
		all = append(all, c)
	}
	return all, nil
}

func open(ctx context.Context, tx *pg.Tx, by people.Actor, t Ticket, read parts) (*change, error) {
	terms, err := termsOf(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	b := book(t, read.promises[t.ID], terms)
	b.Now, b.Escalations, b.Apologies, b.Apologised = tx.Now, read.escalations[t.ID], read.apologies[t.ID], read.apologised[t.ID]
	c := &change{
		by: by, ticket: t, cycle: t.Cycle, pointed: orZero(t.NextPromiseID), pointedAt: valueOf(t.NextDueAt), book: b, waiting: read.waiting[t.ID], alarms: read.alarms[t.ID], followers: read.followers[t.ID], shared: &shared{},
		stored: map[promise.ID]promise.Promise{}, handed: map[promise.ID]promise.Escalation{}, sorry: map[int64]promise.Apology{},
	}
	for _, p := range b.Promises {
		c.stored[p.ID] = *p
	}
	for _, e := range b.Escalations {
		c.handed[e.Promise] = *e
	}
	for _, a := range b.Apologies {
		c.sorry[a.ID] = *a
	}
	tx.Before(c.isSettled)
	return c, nil
}

func termsOf(ctx context.Context, r pg.Reader, t Ticket) (promise.Terms, error) {
	return sla.Terms(ctx, r, t.PolicyVersionID, t.Priority)
}

func book(t Ticket, promises []*promise.Promise, terms promise.Terms) *promise.Book {
	return &promise.Book{
		Status: t.Status, Finished: orEmpty(t.FinishedAs), Cycle: t.Cycle, Owner: t.Owner(), Team: int64(t.TeamID), Terms: terms, Promises: promises,
		Calling: valueOf(t.CallingSince), WaitingSince: valueOf(t.WaitingSince), SolvedAt: valueOf(t.SolvedAt), ClosedAt: valueOf(t.ClosedAt),
		Unanswered: valueOf(t.UnansweredSince), Ended: orEmpty(t.EndedStatus), EndedAs: orEmpty(t.EndedAs),
	}
}

func orEmpty[T ~string](s *T) T {
	if s == nil {
		return ""
	}
	return *s
}

func orNone[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}

// post asks for a letter to the ticket's customer. A promise that it states is told by it.
func (c *change) post(l outbox.Letter, states *promise.Promise) {
	l.Ticket, l.To = int64(c.ticket.ID), c.ticket.RequesterID
	if states != nil {
		c.tell(states)
	}
	c.letters = append(c.letters, letter{Letter: l, promise: states})
}

// tell notes that the customer knows of a promise's time.
func (c *change) tell(p *promise.Promise) {
	if p.WasTold() || p.Kind.IsInternal() {
		return
	}
	p.Told = c.book.Now
	c.absorb(false)
	told := promise.Change{What: wasTold, Promise: p}
	c.log = append(c.log, entry{change: &told, actor: c.actor(), at: c.book.Act()})
}

// wasTold is what the ticket itself does to a promise: the law only asks whether it was told.
const wasTold promise.What = "told"

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
