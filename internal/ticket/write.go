package ticket

import (
	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// queueRows adds a statement that writes many rows, if there are any.
func queueRows(batch *pgx.Batch, q string, rows []pgx.StrictNamedArgs) {
	if len(rows) > 0 {
		batch.Queue(q, pg.Columns(rows))
	}
}

// The statements that write promises: new ones, those whose state changed, and those of which only what is noted beside it
// did; and before these, those that were given another time.
const (
	insertPromises = `
		insert into promises (id, ticket_id, cycle, kind, state, due_at, breaks_at, owner_id, owner_team_id, made_by_id, made_at, words, started_at,
			target_microseconds, used_microseconds, left_microseconds, policy_version_id, told_at, recovers_id, successor_id,
			ended_at, ended_by, end_reason, noticed_at, delivered_at, released_at, delivery_failed_at,
			warn_at, warned_at, step, posted_at, left_at, apologised_at, apology_id, opens_at, place, bring, outcome, sequence,
			remind_at, reminded_at, done_at, first_id, stands_for_id)
		overriding system value
		select * from unnest(@id::bigint[], @ticket::bigint[], @cycle::integer[], @kind::text[], @state::text[], @due::timestamptz[], @breaks::timestamptz[],
			@owner::bigint[], @team::bigint[], @by::bigint[], @made::timestamptz[], @words::text[], @started::timestamptz[],
			@target::bigint[], @used::bigint[], @left::bigint[], @policy::bigint[], @told::timestamptz[], @recovers::bigint[], @successor::bigint[],
			@ended::timestamptz[], @ended_by::integer[], @reason::text[], @noticed::timestamptz[], @delivered::timestamptz[], @released::timestamptz[],
			@failed::timestamptz[], @warn::timestamptz[], @warned::timestamptz[], @step::smallint[], @posted::timestamptz[], @left_at::timestamptz[],
			@apologised::timestamptz[], @apology::bigint[], @opens::timestamptz[], @place::text[], @bring::text[], @outcome::text[], @sequence::smallint[],
			@remind::timestamptz[], @reminded::timestamptz[], @done::timestamptz[], @first::bigint[], @stands_for::bigint[])`
	updatePromises = `
		update promises p set state = u.state,` + noted
	notePromises = `
		update promises p set` + noted
	noted = ` owner_id = u.owner, owner_team_id = u.team, left_microseconds = u.remaining, told_at = u.told,
			successor_id = u.successor, ended_at = u.ended, ended_by = coalesce(u.ended_by, p.ended_by), end_reason = u.reason, noticed_at = u.noticed,
			delivered_at = u.delivered, released_at = u.released, delivery_failed_at = u.failed, recovers_id = u.recovers,
			warned_at = u.warned, posted_at = u.posted, left_at = u.left_at, apologised_at = u.apologised, apology_id = u.apology, words = u.words,
			outcome = u.outcome, reminded_at = u.reminded, done_at = u.done, stands_for_id = u.stands_for
		from unnest(@id::bigint[], @state::text[], @owner::bigint[], @team::bigint[], @left::bigint[], @told::timestamptz[], @successor::bigint[],
			@ended::timestamptz[], @ended_by::integer[], @reason::text[], @noticed::timestamptz[], @delivered::timestamptz[], @released::timestamptz[],
			@failed::timestamptz[], @recovers::bigint[], @warned::timestamptz[], @posted::timestamptz[], @left_at::timestamptz[],
			@apologised::timestamptz[], @apology::bigint[], @words::text[], @outcome::text[], @reminded::timestamptz[], @done::timestamptz[], @stands_for::bigint[])
			u (id, state, owner, team, remaining, told, successor, ended, ended_by, reason, noticed, delivered, released, failed, recovers, warned,
				posted, left_at, apologised, apology, words, outcome, reminded, done, stands_for)
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
			args = without(args, "ticket", "cycle", "kind", "due", "breaks", "by", "made", "started", "target", "used", "policy", "warn", "step", "opens", "place", "bring", "sequence", "remind", "first")
			if was.State != p.State {
				ended = append(ended, args)
			} else {
				beside = append(beside, args)
			}
		}
	}
	queueRows(batch, retimePromises, retimed)
	queueRows(batch, updatePromises, ended) // before what is made: a visit that is moved gives its window up first
	queueRows(batch, notePromises, beside)
	queueRows(batch, insertPromises, made)
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
		case event.PromiseKept, event.PromiseBroken, event.PromiseMoved, event.PromiseMovedByRule, event.PromiseMerged, event.PromiseWithdrawn, event.PromiseLapsed:
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
		changed_at = case when t.last_event < u.event then kept_now() else t.changed_at end,
		waiting_for = u.waiting_for, waiting_since = u.waiting_since, ended_status = u.ended_status, ended_as = u.ended_as, hand_overs = u.hand_overs,
		calling_since = u.calling, calling_id = u.caller, merged_into_id = u.merged
	from unnest(@id::bigint[], @status::text[], @priority::text[], @team::bigint[], @assignee::bigint[], @cycle::integer[], @finished::text[],
		@reason::text[], @solved::timestamptz[], @closed::timestamptz[], @unanswered::timestamptz[], @owed::timestamptz[], @next::bigint[],
		@due::timestamptz[], @event::integer[], @waiting_for::text[], @waiting_since::timestamptz[], @ended_status::text[], @ended_as::text[],
		@hand_overs::integer[], @calling::timestamptz[], @caller::bigint[], @merged::bigint[])
		u (id, status, priority, team, assignee, cycle, finished, reason, solved, closed, unanswered, owed, next, due, event,
			waiting_for, waiting_since, ended_status, ended_as, hand_overs, calling, caller, merged)
	where t.id = u.id`

func ticketArgs(t Ticket) pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{
		"id": t.ID, "status": t.Status, "priority": t.Priority, "team": t.TeamID, "assignee": t.AssigneeID, "cycle": t.Cycle,
		"finished": t.FinishedAs, "reason": t.CloseReason, "solved": t.SolvedAt, "closed": t.ClosedAt, "unanswered": t.UnansweredSince,
		"owed": t.OwedSince, "next": t.NextPromiseID, "due": t.NextDueAt, "event": t.LastEvent,
		"waiting_for": t.WaitingFor, "waiting_since": t.WaitingSince, "ended_status": t.EndedStatus, "ended_as": t.EndedAs, "hand_overs": t.HandOvers,
		"calling": t.CallingSince, "caller": t.CallingID, "merged": t.MergedIntoID,
	}
}
