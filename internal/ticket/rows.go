package ticket

import (
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/promise"
)

// promisesOf reads every promise of a ticket in the order of their numbers, and what it owes for those merged into it: the
// book needs the live and the owed ones and the last resolution, the pages all.
const promisesOf = `
	select ` + promiseColumns + ` from promises where ticket_id = $1
	union all select ` + promiseColumns + ` from promises where carried_to_id = $1 order by id`

const promiseColumns = `coalesce(carried_to_id, ticket_id) as ticket_id, id, cycle, kind, state, due_at, breaks_at, owner_id, owner_team_id, made_by_id, made_at, words, started_at,
	target_microseconds, used_microseconds, left_microseconds, policy_version_id, told_at, recovers_id, successor_id,
	ended_at, end_reason, noticed_at, delivered_at, released_at, delivery_failed_at,
	warn_at, warned_at, step, posted_at, left_at, apologised_at, apology_id, opens_at, place, bring, outcome, sequence, remind_at, reminded_at, done_at, first_id, stands_for_id`

// promiseRow is a promise as the database has it.
type promiseRow struct {
	TicketID           ID
	ID                 promise.ID
	Cycle              int
	Kind               promise.Kind
	State              promise.State
	DueAt              *time.Time
	BreaksAt           *time.Time
	OwnerID            *int64
	OwnerTeamID        *int64
	MadeByID           *int64
	MadeAt             time.Time
	Words              string
	StartedAt          time.Time
	TargetMicroseconds *int64
	UsedMicroseconds   int64
	LeftMicroseconds   *int64
	PolicyVersionID    int64
	ToldAt             *time.Time
	RecoversID         *promise.ID
	SuccessorID        *promise.ID
	EndedAt            *time.Time
	EndReason          string
	NoticedAt          *time.Time
	DeliveredAt        *time.Time
	ReleasedAt         *time.Time
	DeliveryFailedAt   *time.Time
	WarnAt             *time.Time
	WarnedAt           *time.Time
	Step               int
	PostedAt           *time.Time
	LeftAt             *time.Time
	ApologisedAt       *time.Time
	ApologyID          *int64
	OpensAt            *time.Time
	Place              string
	Bring              string
	Outcome            promise.Outcome
	Sequence           int
	RemindAt           *time.Time
	RemindedAt         *time.Time
	DoneAt             *time.Time
	FirstID            *promise.ID
	StandsForID        *int64
}

func collectPromises(rows pgx.Rows) ([]*promise.Promise, error) {
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (*promise.Promise, error) {
		r, err := pgx.RowToStructByName[promiseRow](row)
		if err != nil {
			return nil, err
		}
		return r.promise(), nil
	})
}

func (r promiseRow) promise() *promise.Promise {
	return &promise.Promise{
		ID: r.ID, Cycle: r.Cycle, Kind: r.Kind, State: r.State, Due: valueOf(r.DueAt), BreaksAt: valueOf(r.BreaksAt),
		Owner: promise.Owner{Person: orZero(r.OwnerID), Team: orZero(r.OwnerTeamID)}, MadeBy: orZero(r.MadeByID), MadeAt: r.MadeAt,
		Words: r.Words, Started: r.StartedAt, Target: microseconds(r.TargetMicroseconds),
		Used: time.Duration(r.UsedMicroseconds) * time.Microsecond, ToRun: microseconds(r.LeftMicroseconds), PolicyVersion: r.PolicyVersionID,
		Told: valueOf(r.ToldAt), Recovers: orZero(r.RecoversID), Successor: orZero(r.SuccessorID), Ended: valueOf(r.EndedAt),
		EndReason: r.EndReason, Noticed: valueOf(r.NoticedAt), Delivered: valueOf(r.DeliveredAt), Released: valueOf(r.ReleasedAt),
		Failed: valueOf(r.DeliveryFailedAt), WarnAt: valueOf(r.WarnAt), Warned: valueOf(r.WarnedAt), Step: r.Step,
		Posted: valueOf(r.PostedAt), Left: valueOf(r.LeftAt), Apologised: valueOf(r.ApologisedAt), Apology: orZero(r.ApologyID),
		Opens: valueOf(r.OpensAt), Place: r.Place, Bring: r.Bring, Outcome: r.Outcome, Sequence: r.Sequence,
		RemindAt: valueOf(r.RemindAt), Reminded: valueOf(r.RemindedAt), DoneAt: valueOf(r.DoneAt), First: orZero(r.FirstID),
		StandsFor: orZero(r.StandsForID),
	}
}

// promiseArgs are a promise's columns for an insert or update.
func promiseArgs(ticket ID, p *promise.Promise, endedBy *int) pgx.StrictNamedArgs {
	var left *int64 // nothing left is a time too
	if p.State == promise.Paused {
		micros := p.ToRun.Microseconds()
		left = &micros
	}
	return pgx.StrictNamedArgs{
		"id": p.ID, "ticket": ticket, "cycle": p.Cycle, "kind": p.Kind, "state": p.State, "due": pointerTo(p.Due), "breaks": pointerTo(p.BreaksAt),
		"owner": orNil(p.Owner.Person), "team": orNil(p.Owner.Team), "by": orNil(p.MadeBy), "made": p.MadeAt, "words": p.Words,
		"started": p.Started, "target": microsecondsOrNil(p.Target), "used": p.Used.Microseconds(), "left": left,
		"policy": p.PolicyVersion, "told": pointerTo(p.Told), "recovers": orNil(p.Recovers), "successor": orNil(p.Successor),
		"ended": pointerTo(p.Ended), "ended_by": endedBy, "reason": p.EndReason, "noticed": pointerTo(p.Noticed),
		"delivered": pointerTo(p.Delivered), "released": pointerTo(p.Released), "failed": pointerTo(p.Failed),
		"warn": pointerTo(p.WarnAt), "warned": pointerTo(p.Warned), "step": p.Step, "posted": pointerTo(p.Posted), "left_at": pointerTo(p.Left),
		"apologised": pointerTo(p.Apologised), "apology": orNil(p.Apology),
		"opens": pointerTo(p.Opens), "place": p.Place, "bring": p.Bring, "outcome": p.Outcome, "sequence": p.Sequence,
		"remind": pointerTo(p.RemindAt), "reminded": pointerTo(p.Reminded), "done": pointerTo(p.DoneAt), "first": orNil(p.First),
		"stands_for": orNil(p.StandsFor),
	}
}

func orZero[T ~int64](p *T) T {
	if p == nil {
		return 0
	}
	return *p
}

func orNil[T ~int64](v T) *T {
	if v == 0 {
		return nil
	}
	return &v
}

func microseconds(v *int64) time.Duration { return time.Duration(orZero(v)) * time.Microsecond }

func microsecondsOrNil(d time.Duration) *int64 { return orNil(d.Microseconds()) }
