package ticket

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// Filter says which tickets a list shows. The zero filter is the whole shared queue: what is not closed
// and asks something of the desk.
type Filter struct {
	Owner      people.ID // tickets that this person owns, or on which a promise of theirs runs
	Unassigned bool
	Team       people.TeamID
	Status     promise.Status // empty: everything that the desk still has to do with
	Topics     []topic.ID     // about one of these; none: about anything
	Tag        topic.TagID    // 0: with any or none
}

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

// Cursor is where the next page of a list begins: after this instant and ticket.
type Cursor struct {
	After time.Time
	ID    ID
}

// PageSize is how many rows a page of a list has at most; late ones are all on the first page.
const PageSize = 50

const rowColumns = `t.id, t.number, t.subject, t.status, t.priority, t.locale, tm.name as team_name, t.assignee_id, a.name as assignee_name,
	c.name as requester_name, coalesce(co.name, '') as company, coalesce(m.snippet, '') as snippet, t.unanswered_since, t.owed_since, t.closed_at, t.solved_at, t.waiting_for,
	p.kind as promise_kind, p.words as promise_words, p.made_at as promise_made, p.due_at as due, p.started_at as started,
	p.used_microseconds as used, p.recovers_id as recovers, p.warned_at as warned, t.policy_version_id as policy, ` + rowAbout

const rowJoins = `
	join teams tm on tm.id = t.team_id
	join people c on c.id = t.requester_id
	left join companies co on co.id = c.company_id
	left join people a on a.id = t.assignee_id
	left join promises p on p.id = t.next_promise_id
	left join lateral (select left(body, 200) as snippet from messages where ticket_id = t.id and audience = 'public' order by id desc limit 1) m on true`

const rowFilter = `
	and (@owner::bigint = 0 or t.assignee_id = @owner or exists (select 1 from promises o where o.ticket_id = t.id and o.open and o.owner_id = @owner))
	and (not @unassigned::boolean or t.assignee_id is null)
	and (@team::bigint = 0 or t.team_id = @team)
	and ` + people.InSight + `
	and case when @status::text = '' then ` + asksTheDesk + ` else t.status = @status end`

// asksTheDesk leaves out what only waits for the customer's "it works": nothing is for the desk to do there.
const asksTheDesk = `(t.status <> 'solved' or t.owed_since is not null
	or exists (select 1 from promises o where o.ticket_id = t.id and o.open and o.kind in ('commitment', 'callback', 'visit')))`

func (f Filter) args(by people.Actor, more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	more["reader"] = by.Reader()
	more["owner"], more["unassigned"], more["team"], more["status"] = f.Owner, f.Unassigned, f.Team, f.Status
	return f.aboutArgs(more)
}

// Late lists the tickets that owe something, the longest first: at most limit of them.
func Late(ctx context.Context, r pg.Reader, by people.Actor, f Filter, limit int) ([]Row, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	q := `select ` + rowColumns + ` from tickets t` + rowJoins + `
		where t.live and t.owed_since is not null` + rowFilter + f.about() + ` order by t.owed_since, t.id limit @limit`
	return collectRows(ctx, r, q, f.args(by, pgx.StrictNamedArgs{"limit": limit}))
}

// List lists what is promised and not late, in the order in which it falls due, from the cursor on. It
// returns where the next page begins, nil on the last one.
func List(ctx context.Context, r pg.Reader, by people.Actor, f Filter, from Cursor) ([]Row, *Cursor, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, nil, err
	}
	if f.Status == promise.Closed {
		return listClosed(ctx, r, by, f, from)
	}
	q := `select ` + rowColumns + ` from tickets t` + rowJoins + `
		where t.live and t.owed_since is null and (t.next_due_at, t.id) > (@after, @id)` + rowFilter + f.about() + ` order by t.next_due_at, t.id limit @limit`
	rows, err := collectRows(ctx, r, q, f.args(by, pgx.StrictNamedArgs{"after": from.After, "id": from.ID, "limit": PageSize + 1}))
	if err != nil || len(rows) <= PageSize {
		return rows, nil, err
	}
	rows = rows[:PageSize]
	last := rows[PageSize-1]
	return rows, &Cursor{After: *last.Due, ID: last.ID}, nil
}

// listClosed lists closed tickets, the latest first.
func listClosed(ctx context.Context, r pg.Reader, by people.Actor, f Filter, from Cursor) ([]Row, *Cursor, error) {
	q := `select ` + rowColumns + ` from tickets t` + rowJoins + `
		where not t.live and (@first or (t.closed_at, t.id) < (@after, @id))` + rowFilter + f.about() + ` order by t.closed_at desc, t.id desc limit @limit`
	args := pgx.StrictNamedArgs{"first": from.ID == 0, "after": from.After, "id": from.ID, "limit": PageSize + 1}
	rows, err := collectRows(ctx, r, q, f.args(by, args))
	if err != nil || len(rows) <= PageSize {
		return rows, nil, err
	}
	rows = rows[:PageSize]
	last := rows[PageSize-1]
	return rows, &Cursor{After: *last.ClosedAt, ID: last.ID}, nil
}

// SolvedSince lists what was solved from an instant on, the latest first.
func SolvedSince(ctx context.Context, r pg.Reader, by people.Actor, since time.Time, limit int) ([]Row, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	const q = `select ` + rowColumns + ` from tickets t` + rowJoins + `
		where t.solved_at >= @since and t.status in ('solved', 'closed') and ` + people.InSight + ` order by t.solved_at desc, t.id desc limit @limit`
	return collectRows(ctx, r, q, pgx.StrictNamedArgs{"since": since, "limit": limit, "reader": by.Reader()})
}

func collectRows(ctx context.Context, r pg.Reader, q string, args ...any) ([]Row, error) {
	rows, err := r.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Row])
	for i := range found {
		found[i].Snippet = strings.Join(strings.Fields(found[i].Snippet), " ")
	}
	return found, err
}

// Counts are the numbers in the desk's sidebar.
type Counts struct {
	Mine, MineLate, Open, Unassigned, Waiting, SolvedToday int
	Teams                                                  []TeamCount
}

// TeamCount is how many tickets of a team ask something of the desk. A team whose tickets the reader does not see is not
// counted.
type TeamCount struct {
	ID    people.TeamID
	Name  string
	Icon  string
	Count int
}

// Count counts the lists of the sidebar for one person; today began at since.
func Count(ctx context.Context, r pg.Reader, by people.Actor, since time.Time) (Counts, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return Counts{}, err
	}
	const numbers = `
		with q as (select t.id, t.status, t.assignee_id, t.owed_since from tickets t where t.live and ` + people.InSight + ` and ` + asksTheDesk + `),
		mine as (select q.owed_since from q where q.assignee_id = @me
			or exists (select 1 from promises o where o.ticket_id = q.id and o.open and o.owner_id = @me))
		select (select count(*) from mine), (select count(*) from mine where owed_since is not null), (select count(*) from q),
			(select count(*) from q where assignee_id is null), (select count(*) from q where status = 'pending'),
			(select count(*) from tickets t where t.solved_at >= @since and t.status in ('solved', 'closed') and ` + people.InSight + `)`
	const teams = `
		select tm.id, tm.name, tm.icon, count(t.id) as count from teams tm
		left join tickets t on t.team_id = tm.id and t.live and ` + asksTheDesk + `
		where @reader::bigint is null or tm.id in (select v from visible_teams(@reader) v)
		group by tm.id order by tm.position, tm.id`
	var c Counts
	batch := &pgx.Batch{}
	batch.Queue(numbers, pgx.StrictNamedArgs{"me": by.ID, "since": since, "reader": by.Reader()}).QueryRow(func(row pgx.Row) error {
		return row.Scan(&c.Mine, &c.MineLate, &c.Open, &c.Unassigned, &c.Waiting, &c.SolvedToday)
	})
	batch.Queue(teams, pgx.StrictNamedArgs{"reader": by.Reader()}).Query(func(rows pgx.Rows) (err error) {
		c.Teams, err = pgx.CollectRows(rows, pgx.RowToStructByName[TeamCount])
		return err
	})
	return c, r.SendBatch(ctx, batch).Close()
}

// Point is a promise on the rail of a day: when it was, or is to be, and how it stands.
type Point struct {
	At    time.Time // kept: when; else the due time
	State promise.State
	Owed  bool
}

// Day lists the promises of a stretch of time that customers count: what was kept or broke in it and what is
// to come, of target and agreed kinds.
func Day(ctx context.Context, r pg.Reader, by people.Actor, from, to time.Time) ([]Point, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	const q = `
		select case when p.state = 'kept' then p.ended_at else p.due_at end as at, p.state,
			p.state = 'broken' and p.delivered_at is null and p.released_at is null as owed
		from promises p join tickets t on t.id = p.ticket_id
		where p.kind not in ('confirmation', 'follow_up', 'check_back') and ` + people.InSight + `
			and (p.state = 'kept' and p.delivery_failed_at is null and p.ended_at >= @from and p.ended_at < @to
				or p.state in ('pending', 'broken') and p.due_at >= @from and p.due_at < @to and (p.recovers_id is null or p.state = 'pending'))
		order by 1 limit 1000`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"from": from, "to": to, "reader": by.Reader()})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Point])
}
