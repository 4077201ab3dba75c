package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// Row is a ticket as a list shows it.
type Row struct {
	ID              ID
	Number          int64
	Subject         string
	Status          promise.Status
	Priority        sla.Priority
	Locale          i18n.Locale
	TeamName        string
	AssigneeID      *people.ID
	AssigneeName    *string
	RequesterName   string
	Company         string
	Snippet         string // the latest message that is no note, cut
	UnansweredSince *time.Time
	OwedSince       *time.Time
	ClosedAt        *time.Time
	SolvedAt        *time.Time
	OpenedAt        time.Time
	ChangedAt       time.Time
	WaitingFor      string // for what or for whom, while we wait
	AboutRow

	// The next promise; zero on closed tickets.
	PromiseKind  *promise.Kind
	PromiseWords *string
	PromiseMade  *time.Time
	Due          *time.Time
	Started      *time.Time
	Used         *int64 // microseconds
	Recovers     *promise.ID
	Warned       *time.Time // of a look that we promised ourselves: since when it is up
	Policy       sla.VersionID
}

// IsLate reports whether something that was promised is owed.
func (r Row) IsLate() bool { return r.OwedSince != nil }

// Promise is the next promise, as far as a list knows it; nil on closed tickets.
func (r Row) Promise() *promise.Promise {
	if r.Due == nil {
		return nil
	}
	p := &promise.Promise{
		Kind: *r.PromiseKind, State: promise.Pending, Due: *r.Due, Words: *r.PromiseWords,
		MadeAt: *r.PromiseMade, Started: *r.Started, Used: time.Duration(*r.Used) * time.Microsecond,
	}
	if r.Recovers != nil {
		p.Recovers = *r.Recovers
	}
	if r.Warned != nil {
		p.Warned = *r.Warned
	}
	return p
}

const rowColumns = `t.id, t.number, t.subject, t.status, t.priority, t.locale, tm.name as team_name, t.assignee_id, a.name as assignee_name,
	c.name as requester_name, coalesce(co.name, '') as company, coalesce(m.snippet, '') as snippet, t.unanswered_since, t.owed_since, t.closed_at, t.solved_at, t.opened_at, t.changed_at, t.waiting_for,
	p.kind as promise_kind, p.words as promise_words, p.made_at as promise_made, p.due_at as due, p.started_at as started,
	p.used_microseconds as used, p.recovers_id as recovers, p.warned_at as warned, t.policy_version_id as policy, ` + rowAbout

const rowJoins = `
	join teams tm on tm.id = t.team_id
	join people c on c.id = t.requester_id
	left join companies co on co.id = c.company_id
	left join people a on a.id = t.assignee_id
	left join promises p on p.id = t.next_promise_id
	left join lateral (select left(body, 150) as snippet from messages where ticket_id = t.id and audience = 'public' order by id desc limit 1) m on true`

// AskSolvedSince asks in a batch for what was solved from an instant on, the latest first.
func AskSolvedSince(batch *pgx.Batch, by people.Actor, since time.Time, limit int, rows *[]Row) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	const q = `select ` + rowColumns + ` from tickets t` + rowJoins + `
		where t.solved_at >= @since and t.status in ('solved', 'closed') and ` + people.InSight + ` order by t.solved_at desc, t.id desc limit @limit`
	askRows(batch, q, pgx.StrictNamedArgs{"since": since, "limit": limit, "reader": by.Reader()}, rows)
}

func collectRows(ctx context.Context, r pg.Reader, q string, args ...any) ([]Row, error) {
	rows, err := r.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	return readRows(rows)
}

// Point is a promise on the rail of a day: when it was, or is to be, and how it stands.
type Point struct {
	At    time.Time // kept: when; else the due time
	State promise.State
	Owed  bool
}

// MostPoints is how many promises of a day the queue's rail has at most that were kept, that broke, and that are pending:
// nobody tells more of them apart.
const MostPoints = 300

// mostOfDay is MostPoints where a day that is over is counted.
const mostOfDay = 1000

// Day lists the promises of a stretch of time that customers count: what was kept or broke in it and what is
// to come, of target and agreed kinds; of each the latest mostOfDay, and of what is to come the first.
func Day(ctx context.Context, r pg.Reader, by people.Actor, from, to time.Time) ([]Point, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	batch := &pgx.Batch{}
	var all []Point
	askDay(batch, by, from, to, mostOfDay, &all)
	return all, r.SendBatch(ctx, batch).Close()
}

// AskDay asks for a Day of MostPoints of each in a batch with other things, for whoever may read the desk.
func AskDay(batch *pgx.Batch, by people.Actor, from, to time.Time, all *[]Point) {
	askDay(batch, by, from, to, MostPoints, all)
}

func askDay(batch *pgx.Batch, by people.Actor, from, to time.Time, most int, all *[]Point) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	// The offset keeps each of the three in the order of its own index, of which no more is read than the day shows.
	const counted = ` from promises p where p.kind not in ('confirmation', 'follow_up', 'check_back')
		and exists (select from tickets t where t.id = coalesce(p.carried_to_id, p.ticket_id) and ` + people.InSight + ` offset 0)`
	const q = `
		(select p.ended_at as at, p.state, false as owed` + counted + `
			and p.state = 'kept' and p.delivery_failed_at is null and p.ended_at >= @from and p.ended_at < @to order by p.ended_at desc limit @most)
		union all (select p.due_at, p.state, p.delivered_at is null and p.released_at is null` + counted + `
			and p.state = 'broken' and p.recovers_id is null and p.due_at >= @from and p.due_at < @to order by p.due_at desc limit @most)
		union all (select p.due_at, p.state, false` + counted + `
			and p.open and p.breaks_at >= @from and p.breaks_at < @to::timestamptz + interval '1 hour'
			and p.due_at + interval '0' >= @from and p.due_at + interval '0' < @to -- not by the index of all due times that ever were
			order by p.breaks_at limit @most)
		order by 1`
	batch.Queue(q, pgx.StrictNamedArgs{"from": from, "to": to, "most": most, "reader": by.Reader()}).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Point])
		return err
	})
}
