package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// What a supervisor looks after stands in this file, one query a section.

// oursToKeep is what a person has to do; the worker keeps the rest by itself.
const oursToKeep = `o.kind not in ('confirmation', 'follow_up')`

// Matter is a ticket that a supervisor may have to do something about, with the promise that it is about.
type Matter struct {
	ID           ID
	Number       int64
	Subject      string
	Locale       i18n.Locale
	TeamID       people.TeamID
	TeamName     string
	TeamIcon     string
	AssigneeID   *people.ID
	AssigneeName *string
	Customer     string
	Company      string
	Kind         promise.Kind
	Words        string
	Due          time.Time // late: the oldest time that is owed
	Again        time.Time // the next time that is promised
	Total        int       // how many there are, with those beyond the limit
}

const matterColumns = `t.id, t.number, t.subject, t.locale, t.team_id, tm.name as team_name, tm.icon as team_icon, t.assignee_id,
	a.name as assignee_name, c.name as customer, coalesce(co.name, '') as company, o.kind, o.words, o.due_at as due, t.next_due_at as again`

const matterJoins = `
	join teams tm on tm.id = t.team_id
	join people c on c.id = t.requester_id
	left join companies co on co.id = c.company_id
	left join people a on a.id = t.assignee_id`

// LateNow lists the tickets that owe something, the longest first: at most limit of them.
func LateNow(ctx context.Context, r pg.Reader, by people.Actor, limit int) ([]Matter, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return nil, err
	}
	const q = `select ` + matterColumns + `, (select count(*) from tickets t where t.live and t.owed_since is not null and ` + people.InSight + `)::int as total
		from tickets t` + matterJoins + `
		cross join lateral (select o.kind, o.words, o.due_at from promises o where (o.ticket_id = t.id or o.carried_to_id = t.id) and o.state = 'broken'
			and o.delivered_at is null and o.released_at is null order by o.due_at, o.id limit 1) o
		where t.live and t.owed_since is not null and ` + people.InSight + ` order by t.owed_since, t.id limit @limit`
	return matters(r.Query(ctx, q, pgx.StrictNamedArgs{"limit": limit, "reader": by.Reader()}))
}

// AtRisk lists the tickets on which something that a person has to do falls due before an instant and nothing is
// late yet, the nearest first: at most limit of them. Where something falls due, the first does: the queue's index finds
// these tickets.
func AtRisk(ctx context.Context, r pg.Reader, by people.Actor, before time.Time, limit int) ([]Matter, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return nil, err
	}
	const q = `
		with near as (
			select distinct on (o.ticket_id) o.ticket_id, o.kind, o.words, o.due_at, o.id from promises o
			join tickets t on t.id = o.ticket_id
			where o.open and o.breaks_at < @before::timestamptz + interval '1 hour' and o.due_at < @before and ` + oursToKeep + `
				and t.live and t.owed_since is null and t.next_due_at < @before and ` + people.InSight + `
			order by o.ticket_id, o.due_at, o.id)
		select ` + matterColumns + `, (select count(*) from near)::int as total
		from near o join tickets t on t.id = o.ticket_id` + matterJoins + ` order by o.due_at, o.id limit @limit`
	return matters(r.Query(ctx, q, pgx.StrictNamedArgs{"before": before, "limit": limit, "reader": by.Reader()}))
}

func matters(rows pgx.Rows, err error) ([]Matter, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Matter])
}

// Level is how many tickets stand with the people of one step of the ladder.
type Level struct {
	Level, Count int
}

// Levels counts the tickets with something that was handed up and is not settled, level by level.
func Levels(ctx context.Context, r pg.Reader, by people.Actor) ([]Level, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return nil, err
	}
	const q = `select e.level, count(distinct e.ticket_id)::int as count from escalations e join tickets t on t.id = e.ticket_id
		where e.closed_at is null and ` + people.InSight + ` group by e.level order by e.level`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"reader": by.Reader()})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Level])
}
