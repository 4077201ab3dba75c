package expect

import (
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// Ahead is how far appointments are looked at that a new one could overlap: the days that a form offers.
const Ahead = 15 * 24 * time.Hour

// Matter is what is asked about: a ticket, or a question that would become one.
type Matter struct {
	Team     people.TeamID
	Topic    int64 // 0: nobody has said
	Priority sla.Priority
	Terms    promise.Terms
	Now      time.Time
}

// weekday is the day that it is where the calendar counts.
func (m Matter) weekday() time.Weekday { return m.Now.In(m.Terms.Calendar.Zone()).Weekday() }

// Stretch is a time in which somebody has something else to do.
type Stretch struct {
	Promise  promise.ID // 0: none
	Owner    people.ID
	Kind     promise.Kind
	From, To time.Time
}

// Ground is what is known where something is about to be promised.
type Ground struct {
	Known  []Known
	Topics []int64 // what it is about, and all above that, from the narrowest to the widest
	Busy   []Stretch
	Absent people.Absences
	owners []people.ID // whose days were read
}

// Knows reports whether somebody's days were read.
func (g Ground) Knows(owner people.ID) bool { return slices.Contains(g.owners, owner) }

// Usual is what the record shows of a kind; nil where it shows too little.
func (g Ground) Usual(kind promise.Kind) *Known { return Choose(g.Known, kind, g.Topics) }

// Ask asks in a batch with other things for what is known of a matter and of the days of some owners. The staff only: that somebody
// is at a visit then is told, not at whose.
func Ask(batch *pgx.Batch, by people.Actor, m Matter, owners []people.ID, g *Ground) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	m.queue(batch, g)
	people.AskAbsences(batch, &g.Absent)
	AskBusy(batch, by, owners, m.Now, g)
}

// AskBusy asks for the days of some owners alone.
func AskBusy(batch *pgx.Batch, by people.Actor, owners []people.ID, now time.Time, g *Ground) {
	if !by.Can(people.ReadDesk, 0) || len(owners) == 0 {
		return
	}
	const q = `
		select p.id as promise, p.owner_id as owner, p.kind, coalesce(p.opens_at, p.due_at - interval '30 minutes') as "from", p.due_at as "to"
		from promises p where p.owner_id = any(@owners) and p.due_at > @now and p.due_at < @until and p.state = 'pending' and p.kind in ('callback', 'visit')
		order by p.owner_id, p.due_at, p.id limit 500`
	batch.Queue(q, pgx.StrictNamedArgs{"owners": owners, "now": now, "until": now.Add(Ahead)}).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Stretch])
		g.Busy, g.owners = append(g.Busy, found...), append(g.owners, owners...)
		return err
	})
}

// AskFirst asks in a batch with other things for when questions about a topic are answered first, whoever asks: it is told before
// sending. Whose a question will be and how urgent is not known yet: Usual is asked of what Within leaves.
func AskFirst(batch *pgx.Batch, topic int64, g *Ground) {
	Matter{Topic: topic}.queue(batch, g)
}

// Within is what of the ground is about a matter.
func (g Ground) Within(m Matter) Ground {
	g.Known = slices.DeleteFunc(slices.Clone(g.Known), func(k Known) bool {
		return k.Team != 0 && k.Team != int64(m.Team) || k.Priority != "" && k.Priority != string(m.Priority) || k.HasWeekday && k.Weekday != m.weekday()
	})
	return g
}

// queue asks for the groups that a matter can belong to. Without a team it is those of all teams, of first replies alone.
func (m Matter) queue(batch *pgx.Batch, g *Ground) {
	const above = `
		with recursive up as (
			select id, parent_id, 1 as step from topics where id = $1
			union all select a.id, a.parent_id, up.step + 1 from topics a join up on a.id = up.parent_id)
		select id from up order by step`
	const q = `
		select kind, coalesce(team_id, 0) as team, coalesce(topic_id, 0) as topic, coalesce(priority, '') as priority, weekday is not null as has_weekday,
			coalesce(weekday, 0) as weekday, cases, p50_microseconds, p80_microseconds, p90_microseconds
		from expectations
		where (team_id is null or team_id = @team or @team::bigint = 0 and kind = 'first_reply') and (priority is null or @priority = '' or priority = @priority)
			and (topic_id is null or topic_id in (
				with recursive up as (
					select id, parent_id from topics where id = @topic union all select a.id, a.parent_id from topics a join up on a.id = up.parent_id)
				select id from up))`
	batch.Queue(above, m.Topic).Query(func(rows pgx.Rows) (err error) {
		g.Topics, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return err
	})
	args := pgx.StrictNamedArgs{"team": m.Team, "priority": m.Priority, "topic": m.Topic}
	batch.Queue(q, args).Query(func(rows pgx.Rows) error {
		g.Known = nil
		var k Known
		var p50, p80, p90 int64
		_, err := pgx.ForEachRow(rows, []any{&k.Kind, &k.Team, &k.Topic, &k.Priority, &k.HasWeekday, &k.Weekday, &k.Cases, &p50, &p80, &p90}, func() error {
			k.P50, k.P80, k.P90 = time.Duration(p50)*time.Microsecond, time.Duration(p80)*time.Microsecond, time.Duration(p90)*time.Microsecond
			if m.Team == 0 || !k.HasWeekday || k.Weekday == m.weekday() {
				g.Known = append(g.Known, k)
			}
			return nil
		})
		return err
	})
}
