package bench

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// BenchmarkQueueBehindWalls takes the time of the queue's first page and of the side bar among 100,000 open tickets of 20
// teams, half of them private: for somebody who is in no team, and for Kept itself, to which no team is hidden. It says
// how the database finds the page.
func BenchmarkQueueBehindWalls(b *testing.B) {
	for b.Loop() {
		db := desk(b)
		ask(b, db, 5)
		open := size(100_000)
		fill(b, db, 0, open)
		run(b, db, `insert into teams (name, icon, position, is_private) select 'Team ' || i, 'inbox', 10 + i, i % 2 = 0 from generate_series(1, 19) i`)
		run(b, db, `update tickets set team_id = (select (array_agg(id order by id))[1 + tickets.id % 20] from teams) where id >= 1000000`)
		run(b, db, `vacuum analyze`)
		staff, err := people.Staff(b.Context(), db)
		require.NoError(b, err)
		agent := staff[slices.IndexFunc(staff, func(p people.Person) bool { return p.Role == people.Agent })].Acting()
		page := func(r pg.Reader, by people.Actor) {
			_, _, err := ticket.List(b.Context(), r, by, ticket.Filter{}, ticket.Cursor{})
			require.NoError(b, err)
		}
		side := func(r pg.Reader, by people.Actor) {
			_, err := ticket.Count(b.Context(), r, by, time.Now())
			require.NoError(b, err)
		}
		fmt.Fprintf(os.Stderr, "\nAmong %d open tickets:\n", open)
		page(explainer{db, b}, agent)
		for name, by := range map[string]people.Actor{"agent": agent, "all": people.System} {
			b.ReportMetric(median(func() { page(db, by) }), "ms/page-"+name)
			b.ReportMetric(median(func() { side(db, by) }), "ms/side-"+name)
		}
		b.ReportMetric(0, "ns/op")
	}
}

// median is the middle time of 21 tries, in milliseconds.
func median(try func()) float64 {
	var took []time.Duration
	for range 21 {
		begin := time.Now()
		try()
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	return milliseconds(took[len(took)/2])
}
