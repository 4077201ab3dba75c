package ticket

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// toldOfStops are the kinds of events of which whoever comes to customers is told when they are back.
var toldOfStops = []event.Kind{event.PromiseMade, event.PromiseKept, event.PromiseBroken, event.PromiseMoved, event.PromiseWithdrawn}

// visits is which tickets t somebody reads who comes to customers: those that an appointment of their own belongs to.
const visits = `exists (select from promises p where p.ticket_id = t.id and ` + ownStops + `)`

// stopsWhileAway tells somebody what became of their visits and calls during an absence: what others agreed for them, moved, took back,
// kept and did not keep, and what is with the team now. Of a ticket to which no appointment of theirs belongs any more, they are
// told what they had of it and when, and not whose it is: that stands together at the end.
func stopsWhileAway(ctx context.Context, r pg.Reader, by people.Actor, a people.Absence, until time.Time) ([]Meanwhile, error) {
	if err := by.May(people.Attend, 0); err != nil {
		return nil, err
	}
	if a.Person != by.ID {
		return nil, fault.NotFound()
	}
	const theirs = `p.kind in ('visit', 'callback') and (p.owner_id = @me or p.stands_for_id = @me) and t.team_id = any(array(select v from visible_teams(@me) v))`
	const done = `
		select e.ticket_id, e.kind, e.at, coalesce(a.name, '') as by, '' as to, p.kind as promise, '' as words,
			coalesce(e.was_at, p.opens_at, p.due_at) as was, coalesce(e.became_at, p.opens_at, p.due_at) as became, p.opens_at as opens, p.due_at
		from promises p join tickets t on t.id = p.ticket_id join events e on e.ticket_id = p.ticket_id and e.promise_id = p.id
			left join people a on a.id = e.actor_id and a.role <> 'customer'
		where ` + theirs + ` and e.at >= @from and e.at < @until and e.actor_id is distinct from @me and e.kind = any(@kinds)
		order by e.at desc, e.number desc limit @limit`
	const lent = `
		select p.ticket_id, p.id, p.kind, '' as words, p.due_at, p.opens_at as opens, coalesce(o.name, tm.name, '') as has
		from promises p join tickets t on t.id = p.ticket_id left join people o on o.id = p.owner_id left join teams tm on tm.id = p.owner_team_id
		where ` + theirs + ` and p.stands_for_id = @me and p.due_at >= @from and p.state = 'pending'
		order by p.due_at, p.id limit @limit`
	var happened []Done
	var others []Lent
	batch := &pgx.Batch{}
	batch.Queue(done, pgx.StrictNamedArgs{"me": by.ID, "from": a.Begins, "until": until, "kinds": toldOfStops, "limit": 10 * mostMeanwhile}).Query(func(rows pgx.Rows) (err error) {
		happened, err = pgx.CollectRows(rows, pgx.RowToStructByName[Done])
		return err
	})
	batch.Queue(lent, pgx.StrictNamedArgs{"me": by.ID, "from": a.Begins, "limit": 10 * mostMeanwhile}).Query(func(rows pgx.Rows) (err error) {
		others, err = pgx.CollectRows(rows, pgx.RowToStructByName[Lent])
		return err
	})
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return nil, wrap("tell what became of somebody's appointments", err)
	}
	all, err := meanwhile(ctx, r, by, a, until, happened, others)
	return unnamed(all), err
}

// unnamed puts together, at the end, what is told of tickets that are not the reader's to read.
func unnamed(all []Meanwhile) []Meanwhile {
	var named []Meanwhile
	var rest Meanwhile
	for _, m := range all {
		if m.Number != 0 {
			named = append(named, m)
			continue
		}
		rest.Done, rest.Lent = append(rest.Done, m.Done...), append(rest.Lent, m.Lent...)
	}
	if len(rest.Done)+len(rest.Lent) == 0 {
		return named
	}
	slices.SortStableFunc(rest.Done, func(a, b Done) int { return a.At.Compare(b.At) })
	slices.SortStableFunc(rest.Lent, func(a, b Lent) int { return a.DueAt.Compare(b.DueAt) })
	return append(named, rest)
}
