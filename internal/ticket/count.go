package ticket

import (
	"context"
	"fmt"
	"regexp"
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
	AskCounts(batch, by, since, &c)
	return c, r.SendBatch(ctx, batch).Close()
}

// AskCounts asks for Counts in a batch with other things, for whoever may read the desk. What is live is gone through once.
func AskCounts(batch *pgx.Batch, by people.Actor, since time.Time, c *Counts) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	const numbers = `
		with q as (select t.id, t.status, t.team_id, t.owed_since is not null as late, t.assignee_id is null as free,
				t.assignee_id = @me or t.id in (select o.ticket_id from promises o where o.open and o.owner_id = @me) as mine
			from tickets t where t.live and ` + people.InSight + ` and ` + asksTheDesk + `)
		select q.team_id, count(*) filter (where mine), count(*) filter (where mine and late), count(*), count(*) filter (where free), count(*) filter (where q.status = 'pending')
		from q group by q.team_id`
	const solved = `select count(*) from tickets t where t.solved_at >= @since and t.status in ('solved', 'closed') and ` + people.InSight
	const teams = `select tm.id, tm.name, tm.icon, 0 as count from teams tm
		where @reader::bigint is null or tm.id in (select v from visible_teams(@reader) v) order by tm.position, tm.id`
	batch.Queue(teams, pgx.StrictNamedArgs{"reader": by.Reader()}).Query(func(rows pgx.Rows) (err error) {
		c.Teams, err = pgx.CollectRows(rows, pgx.RowToStructByName[TeamCount])
		return err
	})
	batch.Queue(numbers, pgx.StrictNamedArgs{"me": by.ID, "reader": by.Reader()}).Query(func(rows pgx.Rows) error {
		var team people.TeamID
		var mine, late, open, free, waiting int
		_, err := pgx.ForEachRow(rows, []any{&team, &mine, &late, &open, &free, &waiting}, func() error {
			c.Mine, c.MineLate, c.Open, c.Unassigned, c.Waiting = c.Mine+mine, c.MineLate+late, c.Open+open, c.Unassigned+free, c.Waiting+waiting
			for i := range c.Teams {
				if c.Teams[i].ID == team {
					c.Teams[i].Count = open
				}
			}
			return nil
		})
		return err
	})
	batch.Queue(solved, pgx.StrictNamedArgs{"since": since, "reader": by.Reader()}).QueryRow(func(row pgx.Row) error { return row.Scan(&c.SolvedToday) })
}

var argument = regexp.MustCompile(`@([a-z_]+)`)

// AskEach asks in a batch how many live tickets each of several filters has, going through what is live once. Closed tickets
// are not counted: of a list of these nothing is said.
func AskEach(batch *pgx.Batch, by people.Actor, all []Filter, counts *[]int) {
	if len(all) == 0 || !by.Can(people.ReadDesk, 0) {
		return
	}
	args := pgx.StrictNamedArgs{"reader": by.Reader()}
	var counted []string
	for i, f := range all {
		conditions, own := f.conditions()
		for name, value := range own {
			args[fmt.Sprintf("f%d_%s", i, name)] = value
		}
		one := argument.ReplaceAllString(strings.Join(append([]string{"true"}, conditions...), ` and `), fmt.Sprintf("@f%d_$1", i))
		counted = append(counted, `count(*) filter (where `+one+`)::int`)
	}
	q := `select array[` + strings.Join(counted, `, `) + `] from tickets t where t.live and ` + people.InSight
	batch.Queue(q, args).QueryRow(func(row pgx.Row) error { return row.Scan(counts) })
}
