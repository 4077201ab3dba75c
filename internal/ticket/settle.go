package ticket

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
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

// queueRows adds a statement that writes many rows, if there are any.
func queueRows(batch *pgx.Batch, q string, rows []pgx.StrictNamedArgs) {
	if len(rows) > 0 {
		batch.Queue(q, pg.Columns(rows))
	}
}

// ready makes a change ready to be written.
func (c *change) ready(ctx context.Context, tx *pg.Tx) error {
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
		if p.BreaksAt.Before(soon) || !p.WarnAt.IsZero() && p.Warned.IsZero() && p.WarnAt.Before(soon) {
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
	t.NextPromiseID, t.NextDueAt = nil, nil
	if next := b.Next(); next != nil {
		t.NextPromiseID, t.NextDueAt = &next.ID, &next.Due
	}
	if b.Status == promise.Closed {
		reason := b.Finished
		t.CloseReason = &reason
	}
}

// writeHistory makes events of the log, and numbers them.
func (c *change) writeHistory() {
	for _, e := range c.log {
		ev := e.event
		if e.change != nil {
			ev = eventOf(*e.change)
		}
		if ev.Kind == "" {
			continue // another event says it
		}
		ev.At, ev.ActorID = e.at, e.actor
		c.ticket.LastEvent++
		ev.Number = c.ticket.LastEvent
		c.events = append(c.events, ev)
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
	case promise.WasOpened:
		return event.Event{Kind: event.TicketOpened, Was: string(change.Status)}
	case promise.WasAwaiting, promise.WasHeld, promise.WasSetBack: // the verb says it, with its words
		return event.Event{}
	case promise.WasHandedUp:
		return event.Event{Kind: event.HandedUp, PromiseID: orNil(int64(change.Promise.ID)), Became: strconv.Itoa(change.Level)}
	case promise.WasHandUpClosed:
		return event.Event{Kind: event.HandUpClosed, PromiseID: orNil(int64(change.Promise.ID))}
	case promise.WasApologised:
		return event.Event{Kind: event.Apologised}
	case promise.WasApologyDrafted:
		return event.Event{Kind: event.ApologyDrafted}
	case promise.WasApologyHeld:
		return event.Event{Kind: event.ApologyHeld}
	case promise.WasApologyDropped:
		return event.Event{Kind: event.ApologyDropped}
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
	case promise.WasWarned:
		return event.PromiseWarned
	case promise.WasPaused:
		return event.PromisePaused
	case promise.WasResumed:
		return event.PromiseResumed
	case promise.WasPosted:
		return event.PromisePosted
	case wasTold:
		return event.PromiseTold
	default: // the only one left
		return event.PromiseLapsed
	}
}

func promiseEvent(change promise.Change) event.Event {
	p := change.Promise
	e := event.Event{Kind: kindOf(change.What), PromiseID: orNil(int64(p.ID)), Became: p.EndReason}
	if change.What == promise.WasWarned && p.Kind == promise.CheckBack {
		e.Kind = event.PromiseCameUp
	}
	switch change.What {
	case promise.WasMade, promise.WasResumed, wasTold:
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

// The statements that write promises: new ones, those whose state changed, and those of which only what is noted beside it
// did; and before these, those that were given another time.
const (
	insertPromises = `
		insert into promises (id, ticket_id, cycle, kind, state, due_at, breaks_at, owner_id, owner_team_id, made_by_id, made_at, words, started_at,
			target_microseconds, used_microseconds, left_microseconds, policy_version_id, told_at, recovers_id, successor_id,
			ended_at, ended_by, end_reason, noticed_at, delivered_at, released_at, delivery_failed_at,
			warn_at, warned_at, step, posted_at, left_at, apologised_at, apology_id)
		overriding system value
		select * from unnest(@id::bigint[], @ticket::bigint[], @cycle::integer[], @kind::text[], @state::text[], @due::timestamptz[], @breaks::timestamptz[],
			@owner::bigint[], @team::bigint[], @by::bigint[], @made::timestamptz[], @words::text[], @started::timestamptz[],
			@target::bigint[], @used::bigint[], @left::bigint[], @policy::bigint[], @told::timestamptz[], @recovers::bigint[], @successor::bigint[],
			@ended::timestamptz[], @ended_by::integer[], @reason::text[], @noticed::timestamptz[], @delivered::timestamptz[], @released::timestamptz[],
			@failed::timestamptz[], @warn::timestamptz[], @warned::timestamptz[], @step::smallint[], @posted::timestamptz[], @left_at::timestamptz[],
			@apologised::timestamptz[], @apology::bigint[])`
	updatePromises = `
		update promises p set state = u.state,` + noted
	notePromises = `
		update promises p set` + noted
	noted = ` owner_id = u.owner, owner_team_id = u.team, left_microseconds = u.remaining, told_at = u.told,
			successor_id = u.successor, ended_at = u.ended, ended_by = coalesce(u.ended_by, p.ended_by), end_reason = u.reason, noticed_at = u.noticed,
			delivered_at = u.delivered, released_at = u.released, delivery_failed_at = u.failed, recovers_id = u.recovers,
			warned_at = u.warned, posted_at = u.posted, left_at = u.left_at, apologised_at = u.apologised, apology_id = u.apology, words = u.words
		from unnest(@id::bigint[], @state::text[], @owner::bigint[], @team::bigint[], @left::bigint[], @told::timestamptz[], @successor::bigint[],
			@ended::timestamptz[], @ended_by::integer[], @reason::text[], @noticed::timestamptz[], @delivered::timestamptz[], @released::timestamptz[],
			@failed::timestamptz[], @recovers::bigint[], @warned::timestamptz[], @posted::timestamptz[], @left_at::timestamptz[],
			@apologised::timestamptz[], @apology::bigint[], @words::text[])
			u (id, state, owner, team, remaining, told, successor, ended, ended_by, reason, noticed, delivered, released, failed, recovers, warned,
				posted, left_at, apologised, apology, words)
		where p.id = u.id`
	retimePromises = `
		update promises p set due_at = u.due, breaks_at = u.breaks, started_at = u.started, used_microseconds = u.used, warn_at = u.warn
		from unnest(@id::bigint[], @due::timestamptz[], @breaks::timestamptz[], @started::timestamptz[], @used::bigint[], @warn::timestamptz[])
			u (id, due, breaks, started, used, warn)
		where p.id = u.id`
)

// queuePromises writes the promises that are new or differ from what was read.
func queuePromises(batch *pgx.Batch, all []*change) {
	var made, retimed, ended, beside []pgx.StrictNamedArgs
	for _, c := range all {
		for _, p := range c.book.Promises {
			was, stored := c.stored[p.ID]
			if stored && was == *p {
				continue
			}
			args := promiseArgs(c.ticket.ID, p, c.endedBy(p))
			if !stored {
				made = append(made, args)
				continue
			}
			if !was.Due.Equal(p.Due) || !was.BreaksAt.Equal(p.BreaksAt) || !was.Started.Equal(p.Started) || was.Used != p.Used || !was.WarnAt.Equal(p.WarnAt) {
				retimed = append(retimed, only(args, "id", "due", "breaks", "started", "used", "warn")) // it rested, or its mail was asked for
			}
			args = without(args, "ticket", "cycle", "kind", "due", "breaks", "by", "made", "started", "target", "used", "policy", "warn", "step")
			if was.State != p.State {
				ended = append(ended, args)
			} else {
				beside = append(beside, args)
			}
		}
	}
	queueRows(batch, insertPromises, made)
	queueRows(batch, retimePromises, retimed)
	queueRows(batch, updatePromises, ended)
	queueRows(batch, notePromises, beside)
}

// without drops the arguments of what never changes once a promise is made.
func without(args pgx.StrictNamedArgs, names ...string) pgx.StrictNamedArgs {
	for _, name := range names {
		delete(args, name)
	}
	return args
}

func only(args pgx.StrictNamedArgs, names ...string) pgx.StrictNamedArgs {
	some := pgx.StrictNamedArgs{}
	for _, name := range names {
		some[name] = args[name]
	}
	return some
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

// queueTickets writes the tickets. The pointer to the next promise, which the schema checks, is written where it has moved.
func queueTickets(batch *pgx.Batch, all []*change) {
	const move = `
		update tickets t set next_promise_id = u.next, next_due_at = u.due,` + ticketState
	const keep = `
		update tickets t set` + ticketState
	var moved, kept []pgx.StrictNamedArgs
	for _, c := range all {
		args := ticketArgs(c.ticket)
		if c.pointed == orZero(c.ticket.NextPromiseID) && c.pointedAt.Equal(valueOf(c.ticket.NextDueAt)) {
			kept = append(kept, args)
		} else {
			moved = append(moved, args)
		}
	}
	queueRows(batch, move, moved)
	queueRows(batch, keep, kept)
}

const ticketState = ` status = u.status, priority = u.priority, team_id = u.team, assignee_id = u.assignee, cycle = u.cycle,
		finished_as = u.finished, close_reason = u.reason, solved_at = u.solved, closed_at = u.closed, unanswered_since = u.unanswered,
		owed_since = u.owed, last_event = u.event,
		waiting_for = u.waiting_for, waiting_since = u.waiting_since, ended_status = u.ended_status, ended_as = u.ended_as, hand_overs = u.hand_overs
	from unnest(@id::bigint[], @status::text[], @priority::text[], @team::bigint[], @assignee::bigint[], @cycle::integer[], @finished::text[],
		@reason::text[], @solved::timestamptz[], @closed::timestamptz[], @unanswered::timestamptz[], @owed::timestamptz[], @next::bigint[],
		@due::timestamptz[], @event::integer[], @waiting_for::text[], @waiting_since::timestamptz[], @ended_status::text[], @ended_as::text[],
		@hand_overs::integer[])
		u (id, status, priority, team, assignee, cycle, finished, reason, solved, closed, unanswered, owed, next, due, event,
			waiting_for, waiting_since, ended_status, ended_as, hand_overs)
	where t.id = u.id`

func ticketArgs(t Ticket) pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{
		"id": t.ID, "status": t.Status, "priority": t.Priority, "team": t.TeamID, "assignee": t.AssigneeID, "cycle": t.Cycle,
		"finished": t.FinishedAs, "reason": t.CloseReason, "solved": t.SolvedAt, "closed": t.ClosedAt, "unanswered": t.UnansweredSince,
		"owed": t.OwedSince, "next": t.NextPromiseID, "due": t.NextDueAt, "event": t.LastEvent,
		"waiting_for": t.WaitingFor, "waiting_since": t.WaitingSince, "ended_status": t.EndedStatus, "ended_as": t.EndedAs, "hand_overs": t.HandOvers,
	}
}
