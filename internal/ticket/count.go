package ticket

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

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
	var c Counts
	batch := &pgx.Batch{}
	AskTeams(batch, by, &c)
	AskCounts(batch, by, since, &c, nil, nil)
	return c, r.SendBatch(ctx, batch).Close()
}

// AskTeams asks in a batch for the teams of Counts, which AskCounts counts, for whoever may read the desk.
func AskTeams(batch *pgx.Batch, by people.Actor, c *Counts) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	const teams = `select tm.id, tm.name, tm.icon, 0 as count from teams tm
		where @reader::bigint is null or tm.id in (select v from visible_teams(@reader) v) order by tm.position, tm.id`
	batch.Queue(teams, pgx.StrictNamedArgs{"reader": by.Reader()}).Query(func(rows pgx.Rows) (err error) {
		c.Teams, err = pgx.CollectRows(rows, pgx.RowToStructByName[TeamCount])
		return err
	})
}

var argument = regexp.MustCompile(`@([a-z_]+)`)

// sides are the numbers of the sidebar, in the order in which read takes them; the teams' are the third.
var sides = []string{`t.asks and t.mine`, `t.asks and t.mine and t.owed_since is not null`, `t.asks`, `t.asks and t.assignee_id is null`, `t.status = 'pending'`}

// countable are the live tickets that somebody sees, with what several numbers ask of each. The offset keeps Postgres from
// asking it anew for each of them.
const countable = `(select t.*, ` + asksTheDesk + ` as asks,
		t.assignee_id = @me or t.id in (select o.ticket_id from promises o where o.open and o.owner_id = @me) as mine
	from tickets t where t.live and ` + people.InSight + ` offset 0) t`

// AskCounts asks in a batch for Counts, and how many live tickets each of several lists has, for whoever may read the desk.
// What is live is gone through once for all of them. Closed tickets are not counted: of a list of these nothing is said.
func AskCounts(batch *pgx.Batch, by people.Actor, since time.Time, c *Counts, lists []Filter, counts *[]int) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	args := pgx.StrictNamedArgs{"me": by.ID, "reader": by.Reader()}
	all := slices.Clone(sides)
	for i, f := range lists {
		conditions, own := f.conditions()
		for name, value := range own {
			args[fmt.Sprintf("f%d_%s", i, name)] = value
		}
		one := argument.ReplaceAllString(strings.Join(append([]string{"true"}, conditions...), ` and `), fmt.Sprintf("@f%d_$1", i))
		all = append(all, strings.ReplaceAll(one, asksTheDesk, `t.asks`))
	}
	q := `select t.team_id, array[count(*) filter (where ` + strings.Join(all, `)::int, count(*) filter (where `) + `)::int] from ` + countable + ` group by t.team_id`
	const solved = `select count(*) from tickets t where t.solved_at >= @since and t.status in ('solved', 'closed') and ` + people.InSight
	batch.Queue(q, args).Query(func(rows pgx.Rows) error { return c.read(rows, len(lists), counts) })
	batch.Queue(solved, pgx.StrictNamedArgs{"since": since, "reader": by.Reader()}).QueryRow(func(row pgx.Row) error { return row.Scan(&c.SolvedToday) })
}

// read adds up what was counted of each team.
func (c *Counts) read(rows pgx.Rows, lists int, counts *[]int) error {
	sum := make([]int, len(sides)+lists)
	var team people.TeamID
	var counted []int
	_, err := pgx.ForEachRow(rows, []any{&team, &counted}, func() error {
		for i, n := range counted {
			sum[i] += n
		}
		for i := range c.Teams {
			if c.Teams[i].ID == team {
				c.Teams[i].Count = counted[2]
			}
		}
		return nil
	})
	c.Mine, c.MineLate, c.Open, c.Unassigned, c.Waiting = sum[0], sum[1], sum[2], sum[3], sum[4]
	if counts != nil {
		*counts = sum[len(sides):]
	}
	return err
}
