package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Load is the day of somebody who works here.
type Load struct {
	ID     people.ID
	Name   string
	Role   people.Role
	Open   int // tickets of theirs that ask something of the desk: those of their list
	Next   int // of these, on how many something of theirs falls due by the end of the stretch asked about
	Kept   int // promises of theirs that were kept
	Points []Point
}

// loadRow is a Load as the database has it: the points in columns.
type loadRow struct {
	ID     people.ID
	Name   string
	Role   people.Role
	Open   int
	Next   int
	Ats    []time.Time
	States []promise.State
	Oweds  []bool
}

// Loads lists everybody who works here and is active, by name, with what they kept from an instant on, what broke and
// what is to come until another, and how much falls due by soon. A kept promise is never due before it was kept, so
// one index by due time finds all of them; live tickets are asked for as the two indexes of the queue have them.
func Loads(ctx context.Context, r pg.Reader, by people.Actor, from, to, soon time.Time) ([]Load, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return nil, err
	}
	const q = `
		with theirs as (
			select o.owner_id as person, o.ticket_id from promises o where o.open and o.owner_id is not null
			union
			select t.assignee_id, t.id from tickets t where t.live and t.owed_since is null and t.assignee_id is not null
			union
			select t.assignee_id, t.id from tickets t where t.live and t.owed_since is not null and t.assignee_id is not null),
		open as (
			select theirs.person, count(*) as n from theirs join tickets t on t.id = theirs.ticket_id where ` + asksTheDesk + ` and ` + people.InSight + ` group by 1),
		next as (
			select o.owner_id as person, count(distinct o.ticket_id) as n from promises o join tickets t on t.id = o.ticket_id
			where ` + people.InSight + ` and o.open and o.breaks_at < @soon::timestamptz + interval '1 hour' and o.due_at < @soon and o.owner_id is not null and ` + oursToKeep + ` group by 1),
		points as (
			select p.owner_id as person, case when p.state = 'kept' then p.ended_at else p.due_at end as at, p.state,
				p.state = 'broken' and p.delivered_at is null and p.released_at is null as owed
			from promises p join tickets t on t.id = coalesce(p.carried_to_id, p.ticket_id)
			where ` + people.InSight + ` and p.owner_id is not null and p.kind not in ('confirmation', 'follow_up', 'check_back')
				and (p.state = 'kept' and p.due_at >= @from and p.delivery_failed_at is null and p.ended_at >= @from and p.ended_at < @to
					or p.state in ('pending', 'broken') and p.due_at >= @from and p.due_at < @to and (p.recovers_id is null or p.state = 'pending'))),
		rails as (
			select person, array_agg(at order by at) as ats, array_agg(state order by at) as states, array_agg(owed order by at) as oweds
			from points group by person)
		select p.id, p.name, p.role, coalesce(open.n, 0)::int as open, coalesce(next.n, 0)::int as next, rails.ats, rails.states, rails.oweds
		from people p left join open on open.person = p.id left join next on next.person = p.id left join rails on rails.person = p.id
		where p.role <> 'customer' and p.is_active order by p.name, p.id`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"from": from, "to": to, "soon": soon, "reader": by.Reader()})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Load, error) {
		l, err := pgx.RowToStructByName[loadRow](row)
		return l.load(), err
	})
}

func (r loadRow) load() Load {
	l := Load{ID: r.ID, Name: r.Name, Role: r.Role, Open: r.Open, Next: r.Next}
	for i, at := range r.Ats {
		l.Points = append(l.Points, Point{At: at, State: r.States[i], Owed: r.Oweds[i]})
		if r.States[i] == promise.Kept {
			l.Kept++
		}
	}
	return l
}
