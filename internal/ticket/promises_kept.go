package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Period is a stretch of days, from its first instant to before its last.
type Period struct{ From, Until time.Time }

// Periods are this week and month, and those before them, by the days of a zone; weeks begin on Monday.
func Periods(now time.Time, zone *time.Location) (week, lastWeek, month, lastMonth Period) {
	y, m, d := now.In(zone).Date()
	monday := d - (int(now.In(zone).Weekday())+6)%7
	at := func(month time.Month, day int) time.Time { return time.Date(y, month, day, 0, 0, 0, 0, zone) }
	return Period{at(m, monday), at(m, monday+7)}, Period{at(m, monday-7), at(m, monday)}, Period{at(m, 1), at(m+1, 1)}, Period{at(m-1, 1), at(m, 1)}
}

// Rate is how many promises were to be kept, and how many were.
type Rate struct{ Kept, All int }

// Percent is the share that was kept, rounded down: 99.9 of a hundred is not all of them.
func (r Rate) Percent() int {
	if r.All == 0 {
		return 0
	}
	return r.Kept * 100 / r.All
}

func (r Rate) plus(o Rate) Rate { return Rate{Kept: r.Kept + o.Kept, All: r.All + o.All} }

// Score is the promises kept in some periods, in their order.
type Score struct {
	TeamID   people.TeamID // 0: of all teams together
	TeamName string
	Rates    []Rate
}

// Kept promises count when they were kept, broken ones when they were due; of target and agreed kinds, and none that makes
// another good. What was kept by a mail that never arrived counts as not kept (docs/domain.md, "Promises", rules 5 and 8).
const outcomes = `
	select p.ticket_id, p.ended_at as at, p.delivery_failed_at is null as is_kept from promises p
	where p.state = 'kept' and p.ended_at >= @first and p.ended_at < @last and p.recovers_id is null and p.kind not in ('confirmation', 'follow_up', 'check_back')
		and (@owner::bigint = 0 or p.owner_id = @owner)
	union all
	select p.ticket_id, p.due_at, false from promises p
	where p.state = 'broken' and p.recovers_id is null and p.due_at >= @first and p.due_at < @last and p.kind not in ('confirmation', 'follow_up', 'check_back')
		and (@owner::bigint = 0 or p.owner_id = @owner)`

// KeptByTeam counts the promises kept in each of some periods: of all teams together that somebody sees, and of each.
func KeptByTeam(ctx context.Context, r pg.Reader, by people.Actor, periods ...Period) (desk Score, teams []Score, err error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return desk, nil, err
	}
	const q = `
		with w as (select n, f, u from unnest(@n::int[], @f::timestamptz[], @u::timestamptz[]) w (n, f, u)), o as (` + outcomes + `)
		select tm.id, tm.name, x.n, coalesce(x.kept, 0)::int, coalesce(x.total, 0)::int
		from teams tm left join (
			select t.team_id, w.n, count(*) filter (where o.is_kept) as kept, count(*) as total
			from o join w on o.at >= w.f and o.at < w.u join tickets t on t.id = o.ticket_id group by t.team_id, w.n) x on x.team_id = tm.id
		where @reader::bigint is null or tm.id = any(array(select v from visible_teams(@reader) v))
		order by tm.position, tm.id, x.n`
	args := periodArgs(periods, 0)
	args["reader"] = by.Reader()
	rows, err := r.Query(ctx, q, args)
	if err != nil {
		return desk, nil, err
	}
	desk.Rates = make([]Rate, len(periods))
	defer rows.Close()
	for rows.Next() {
		var id people.TeamID
		var name string
		var n *int
		var rate Rate
		if err := rows.Scan(&id, &name, &n, &rate.Kept, &rate.All); err != nil {
			return desk, nil, err
		}
		if len(teams) == 0 || teams[len(teams)-1].TeamID != id {
			teams = append(teams, Score{TeamID: id, TeamName: name, Rates: make([]Rate, len(periods))})
		}
		if n != nil {
			teams[len(teams)-1].Rates[*n] = rate
			desk.Rates[*n] = desk.Rates[*n].plus(rate)
		}
	}
	return desk, teams, rows.Err()
}

// KeptByMe counts the promises that somebody of the staff owned and that were kept in each of some periods.
func KeptByMe(ctx context.Context, r pg.Reader, by people.Actor, periods ...Period) (s Score, err error) {
	if err := by.May(people.OwnDesk, 0); err != nil {
		return s, err
	}
	const q = `
		with w as (select n, f, u from unnest(@n::int[], @f::timestamptz[], @u::timestamptz[]) w (n, f, u)), o as (` + outcomes + `)
		select w.n, (count(*) filter (where o.is_kept))::int, count(*)::int from o join w on o.at >= w.f and o.at < w.u group by w.n`
	s.Rates = make([]Rate, len(periods))
	rows, err := r.Query(ctx, q, periodArgs(periods, by.ID))
	if err != nil {
		return s, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		var rate Rate
		if err := rows.Scan(&n, &rate.Kept, &rate.All); err != nil {
			return s, err
		}
		s.Rates[n] = rate
	}
	return s, rows.Err()
}

func periodArgs(periods []Period, owner people.ID) pgx.StrictNamedArgs {
	var n []int
	var from, until []time.Time
	var first, last time.Time
	for i, p := range periods {
		n, from, until = append(n, i), append(from, p.From), append(until, p.Until)
		if first.IsZero() || p.From.Before(first) {
			first = p.From
		}
		if p.Until.After(last) {
			last = p.Until
		}
	}
	return pgx.StrictNamedArgs{"n": n, "f": from, "u": until, "first": first, "last": last, "owner": owner}
}
