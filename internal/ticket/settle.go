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
)

// wakeWithin is how soon a promise must fall due for the sweepers to be woken when it is made; what is due
// later they find by themselves, for they look at least this often.
const wakeWithin = 30 * time.Second

// settle is the one place that writes what a change did: promises ended and made, the ticket with its
// pointer to the promise that is due first, the events, and the letters.
func (c *change) settle(ctx context.Context, tx *pg.Tx) error {
	if c.book.Status == promise.Closed && c.ticket.Status != promise.Closed {
		if err := c.closeQuestions(ctx, tx); err != nil {
			return err
		}
	}
	err := c.number(ctx, tx)
	if err != nil {
		return err
	}
	c.take()
	c.tell()
	batch := &pgx.Batch{}
	c.queuePromises(batch)
	c.queueTicket(batch)
	event.Queue(batch, int64(c.ticket.ID), c.events)
	if next := c.book.Next(); next != nil && next.BreaksAt.Sub(tx.Now) < wakeWithin {
		batch.Queue(`select pg_notify('kept_due', '')`)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("settle ticket %d: %w", c.ticket.Number, err)
	}
	for _, l := range c.letters {
		if l.promise != nil {
			l.Promise = orNil(int64(l.promise.ID))
		}
		if err := outbox.Post(ctx, tx, l.Letter); err != nil {
			return err
		}
	}
	return nil
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
	t.Status, t.Cycle, t.FinishedAs, t.CloseReason = b.Status, b.Cycle, nil, nil
	if b.Finished != "" {
		t.FinishedAs = &b.Finished
	}
	t.ClosedAt, t.UnansweredSince, t.OwedSince = pointerTo(b.ClosedAt), pointerTo(b.Unanswered), pointerTo(b.OwedSince())
	t.NextPromiseID, t.NextDueAt = nil, nil
	if next := b.Next(); next != nil {
		t.NextPromiseID, t.NextDueAt = &next.ID, &next.Due
	}
	if b.Status == promise.Closed {
		reason := b.Finished
		t.CloseReason = &reason
	}
	solved := b.Status == promise.Solved || b.Status == promise.Closed
	switch {
	case !solved:
		t.SolvedAt = nil
	case t.SolvedAt == nil || c.cycle != b.Cycle: // a closed ticket may be opened and solved by one answer
		t.SolvedAt = &b.Now
	}
}

// tell puts what happened into the order in which it happened, and numbers it: first what time had done, which is a
// rule's, then what the verb recorded, then what follows from it.
func (c *change) tell() {
	said := c.events
	c.events = nil
	for i, change := range c.book.Changes {
		if i == c.passed {
			c.events = append(c.events, said...)
		}
		c.record(eventOf(change))
		if i < c.passed {
			c.events[i].ActorID = nil
		}
	}
	if c.passed == len(c.book.Changes) {
		c.events = append(c.events, said...)
	}
	for i := range c.events {
		c.ticket.LastEvent++
		c.events[i].Number = c.ticket.LastEvent
	}
}

func eventOf(change promise.Change) event.Event {
	switch change.What {
	case promise.WasSolved:
		return event.Event{Kind: event.TicketSolved}
	case promise.WasReopened:
		return event.Event{Kind: event.TicketReopened, Was: string(change.Status)}
	case promise.WasClosed:
		return event.Event{Kind: event.TicketClosed, Became: string(change.Reason)}
	default:
		return promiseEvent(change)
	}
}

// kindOf is how the history calls what happened to a promise.
func kindOf(what promise.What) event.Kind {
	switch what {
	case promise.WasMade:
		return event.PromiseMade
	case promise.WasKept:
		return event.PromiseKept
	case promise.WasBroken:
		return event.PromiseBroken
	case promise.WasMoved:
		return event.PromiseMoved
	case promise.WasReckoned:
		return event.PromiseMovedByRule
	case promise.WasWithdrawn:
		return event.PromiseWithdrawn
	case promise.WasDelivered:
		return event.PromiseDelivered
	case promise.WasReleased:
		return event.PromiseReleased
	case promise.WasHandedOver:
		return event.PromiseGivenToAnother
	case promise.WasUndelivered:
		return event.PromiseUndelivered
	default: // the only one left
		return event.PromiseLapsed
	}
}

func promiseEvent(change promise.Change) event.Event {
	p := change.Promise
	e := event.Event{Kind: kindOf(change.What), PromiseID: orNil(int64(p.ID)), Became: p.EndReason}
	switch change.What {
	case promise.WasMade:
		e.BecameAt = pointerTo(p.Due)
	case promise.WasHandedOver:
		e.PersonID, e.TeamID = orNil(people.ID(p.Owner.Person)), orNil(people.TeamID(p.Owner.Team))
	default:
		e.WasAt = pointerTo(p.Due)
	}
	if change.Next != nil {
		e.BecameAt = pointerTo(change.Next.Due)
		if change.What == promise.WasReckoned && change.Next.Due.After(p.Due) {
			e.Became = "later"
		}
	}
	return e
}

// queuePromises writes the promises that are new or differ from what was read.
func (c *change) queuePromises(batch *pgx.Batch) {
	const insert = `
		insert into promises (id, ticket_id, cycle, kind, state, due_at, breaks_at, owner_id, owner_team_id, made_by_id, made_at, words, started_at,
			target_microseconds, used_microseconds, left_microseconds, policy_version_id, told_at, recovers_id, successor_id,
			ended_at, ended_by, end_reason, noticed_at, delivered_at, released_at, delivery_failed_at)
		overriding system value
		values (@id, @ticket, @cycle, @kind, @state, @due, @breaks, @owner, @team, @by, @made, @words, @started,
			@target, @used, @left, @policy, @told, @recovers, @successor,
			@ended, @ended_by, @reason, @noticed, @delivered, @released, @failed)`
	const update = `
		update promises set state = @state, owner_id = @owner, owner_team_id = @team, left_microseconds = @left, told_at = @told,
			successor_id = @successor, ended_at = @ended, ended_by = coalesce(@ended_by, ended_by), end_reason = @reason, noticed_at = @noticed,
			delivered_at = @delivered, released_at = @released, delivery_failed_at = @failed, recovers_id = @recovers
		where id = @id`
	for _, p := range c.book.Promises {
		was, stored := c.stored[p.ID]
		switch {
		case !stored:
			batch.Queue(insert, promiseArgs(c.ticket.ID, p, c.endedBy(p)))
		case was != *p:
			args := promiseArgs(c.ticket.ID, p, c.endedBy(p))
			for _, fixed := range []string{"ticket", "cycle", "kind", "due", "breaks", "by", "made", "words", "started", "target", "used", "policy"} {
				delete(args, fixed) // never change once a promise is made
			}
			batch.Queue(update, args)
		}
	}
}

// endedBy is the number of the event that ended p in this change, nil if none did.
func (c *change) endedBy(p *promise.Promise) *int {
	for _, e := range c.events {
		if e.PromiseID == nil || promise.ID(*e.PromiseID) != p.ID {
			continue
		}
		switch e.Kind {
		case event.PromiseKept, event.PromiseBroken, event.PromiseMoved, event.PromiseMovedByRule, event.PromiseWithdrawn, event.PromiseLapsed:
			return &e.Number
		}
	}
	return nil
}

func (c *change) queueTicket(batch *pgx.Batch) {
	const q = `
		update tickets set status = @status, priority = @priority, team_id = @team, assignee_id = @assignee, cycle = @cycle,
			finished_as = @finished, close_reason = @reason, solved_at = @solved, closed_at = @closed, unanswered_since = @unanswered,
			owed_since = @owed, next_promise_id = @next, next_due_at = @due, last_event = @event
		where id = @id`
	t := c.ticket
	batch.Queue(q, pgx.StrictNamedArgs{
		"id": t.ID, "status": t.Status, "priority": t.Priority, "team": t.TeamID, "assignee": t.AssigneeID, "cycle": t.Cycle,
		"finished": t.FinishedAs, "reason": t.CloseReason, "solved": t.SolvedAt, "closed": t.ClosedAt, "unanswered": t.UnansweredSince,
		"owed": t.OwedSince, "next": t.NextPromiseID, "due": t.NextDueAt, "event": t.LastEvent,
	})
}
