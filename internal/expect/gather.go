package expect

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// Every is how often the record is read.
const Every = time.Hour

// Gather reads the record anew if that was not done within the hour, and reports whether it did. Of several who do it at once one
// does; one that is killed over it leaves the figures of before.
func Gather(ctx context.Context, tx *pg.Tx, by people.Actor) (bool, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return false, err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return false, err
	}
	// A desk whose clock was set back must not wait until it has caught up.
	const claim = `update expectation_rounds set gathered_at = @now where gathered_at <= @now::timestamptz - @every::interval or gathered_at > @now::timestamptz`
	tag, err := tx.Exec(ctx, claim, pgx.StrictNamedArgs{"now": tx.Now, "every": Every})
	if err != nil || tag.RowsAffected() == 0 {
		return false, err
	}
	topics, err := lines(ctx, tx)
	if err != nil {
		return false, err
	}
	r := record{}
	for from := tx.Now.Add(-Span); !from.After(tx.Now); from = from.Add(slice) {
		if err := r.read(ctx, tx, from, from.Add(slice), topics); err != nil {
			return false, err
		}
	}
	return true, write(ctx, tx, r.figures())
}

// slice is how much of the record is read at once.
const slice = 24 * time.Hour

// ended is a promise that has ended, as the database has it, made when the first of those was in whose place it came: by a move, by other
// rules, or from a ticket that was merged into this one. The ticket is looked up one by one, by its number: the planner would read all
// tickets for the promises of a day.
const ended = `
	select p.kind, p.policy_version_id, p.used_microseconds, p.started_at, t.team_id, tm.is_private, coalesce(t.topic_id, 0) as topic_id, t.priority,
		coalesce((
			with recursive before as (
				select o.id, o.made_at from promises o where o.ticket_id = any(t.family) and o.successor_id = p.id
				union all select o.id, o.made_at from before b join promises o on o.ticket_id = any(t.family) and o.successor_id = b.id)
			select min(made_at) from before), p.made_at) as made_at,
		coalesce(p.delivered_at, p.released_at, case when p.state = 'kept' then p.ended_at else @now::timestamptz end) as came_at
	from promises p
	cross join lateral (
		select k.team_id, k.topic_id, k.priority, array(select k.id union all select m.id from tickets m where m.merged_into_id = k.id) as family
		from tickets k where k.id = p.ticket_id limit 1) t
	join teams tm on tm.id = t.team_id`

type endedRow struct {
	Kind             promise.Kind
	PolicyVersionID  sla.VersionID
	UsedMicroseconds int64
	StartedAt        time.Time
	TeamID           int64
	IsPrivate        bool
	TopicID          int64
	Priority         sla.Priority
	MadeAt, CameAt   time.Time
}

// read counts what ended in a stretch: what was kept in it, and what was due in it and broke. What a mail did not bring counts
// with the promise that made it good.
func (r record) read(ctx context.Context, tx *pg.Tx, from, to time.Time, topics map[int64][]int64) error {
	const kept = ended + `
		where p.state = 'kept' and p.ended_at >= @from and p.ended_at < @to and p.recovers_id is null and p.delivery_failed_at is null and p.kind = any(@kinds)`
	const broken = ended + `
		where p.state = 'broken' and p.due_at >= @from and p.due_at < @to and p.recovers_id is null and p.kind = any(@kinds)`
	for _, q := range []string{kept, broken} {
		rows, err := tx.Query(ctx, q, pgx.StrictNamedArgs{"from": from, "to": to, "kinds": Kinds[:], "now": tx.Now})
		if err != nil {
			return fmt.Errorf("read what was kept: %w", err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[endedRow])
		if err != nil {
			return fmt.Errorf("read what was kept: %w", err)
		}
		for _, e := range found {
			terms, err := sla.Terms(ctx, tx, e.PolicyVersionID, e.Priority)
			if err != nil {
				return err
			}
			r.add(e.happened(terms, topics))
		}
	}
	return nil
}

// happened counts the time of what a rule made without its pauses, and of what somebody agreed from the moment at which it was.
func (e endedRow) happened(terms promise.Terms, topics map[int64][]int64) happened {
	took := terms.Hours().Between(e.MadeAt, e.CameAt)
	if e.Kind.IsTarget() {
		took = time.Duration(e.UsedMicroseconds)*time.Microsecond + terms.Hours().Between(e.StartedAt, e.CameAt)
	}
	return happened{
		Kind: e.Kind, Team: e.TeamID, IsHidden: e.IsPrivate, Topics: topics[e.TopicID], Priority: string(e.Priority),
		Weekday: e.MadeAt.In(terms.Calendar.Zone()).Weekday(), Took: took,
	}
}

// lines are all topics, each with itself and all above it, from the narrowest to the widest.
func lines(ctx context.Context, r pg.Reader) (map[int64][]int64, error) {
	rows, err := r.Query(ctx, `select id, coalesce(parent_id, 0) from topics`)
	if err != nil {
		return nil, fmt.Errorf("read the topics: %w", err)
	}
	above := map[int64]int64{}
	var id, parent int64
	if _, err := pgx.ForEachRow(rows, []any{&id, &parent}, func() error {
		above[id] = parent
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the topics: %w", err)
	}
	all := make(map[int64][]int64, len(above))
	for id := range above {
		for at := id; at != 0; at = above[at] {
			all[id] = append(all[id], at)
		}
	}
	return all, nil
}

// write puts the figures in the place of those of before. Who reads meanwhile reads those.
func write(ctx context.Context, tx *pg.Tx, all map[group]Figures) error {
	if _, err := tx.Exec(ctx, `delete from expectations`); err != nil {
		return fmt.Errorf("let go of what was expected: %w", err)
	}
	const q = `insert into expectations (kind, team_id, topic_id, priority, weekday, cases, p50_microseconds, p80_microseconds, p90_microseconds)
		select u.kind, nullif(u.team, 0), nullif(u.topic, 0), nullif(u.priority, ''), nullif(u.weekday, 0) - 1, u.cases, u.p50, u.p80, u.p90
		from unnest(@kinds::text[], @teams::bigint[], @topics::bigint[], @priorities::text[], @weekdays::int[], @cases::int[], @p50::bigint[], @p80::bigint[], @p90::bigint[])
			u (kind, team, topic, priority, weekday, cases, p50, p80, p90)`
	var c columns
	for g, f := range all {
		c.add(g, f)
	}
	_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{
		"kinds": c.kinds, "teams": c.teams, "topics": c.topics, "priorities": c.priorities, "weekdays": c.weekdays,
		"cases": c.cases, "p50": c.p50, "p80": c.p80, "p90": c.p90,
	})
	if err != nil {
		return fmt.Errorf("write down what can be expected: %w", err)
	}
	return nil
}

// columns are rows of figures as one statement takes them.
type columns struct {
	kinds, priorities []string
	teams, topics     []int64
	weekdays, cases   []int
	p50, p80, p90     []int64
}

func (c *columns) add(g group, f Figures) {
	c.kinds, c.priorities = append(c.kinds, string(g.Kind)), append(c.priorities, g.Priority)
	c.teams, c.topics = append(c.teams, g.Team), append(c.topics, g.Topic)
	c.weekdays, c.cases = append(c.weekdays, g.Weekday), append(c.cases, f.Cases)
	c.p50, c.p80, c.p90 = append(c.p50, f.P50.Microseconds()), append(c.p80, f.P80.Microseconds()), append(c.p90, f.P90.Microseconds())
}
