package work_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// stuck are the tickets that stand among those that no worker could act on.
func (d *desk) stuck() []ticket.Stuck {
	d.t.Helper()
	all, total, err := ticket.StuckNow(d.t.Context(), d, people.System, 10)
	require.NoError(d.t, err)
	require.Len(d.t, all, total)
	return all
}

func TestStuck_ticket_stands_there_for_everybody_until_it_is_mended(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.dueAtOnce(2)
	bad := one[ticket.ID](d, `select min(id) from tickets`)
	d.spoil(bad)
	w := d.start(options(&log{}, nil))
	d.exec(`update clock set stopped_at = '2026-11-10 13:00:00.000001Z'`)
	d.eventually("it stands there, after its second failure", func() bool { all := d.stuck(); return len(all) == 1 && all[0].Tries >= 2 })
	s := d.stuck()[0]
	require.Equal(t, one[int64](d, `select number from tickets where id = $1`, bad), s.Number)
	require.Contains(t, s.Error, "Nowhere/Land")
	require.LessOrEqual(t, s.Next, 5*time.Minute, "at any moment it may be about to be tried")
	rest := one[float64](d, `select extract(epoch from next_try_at - failed_at)::float8 from stuck_tickets`)
	require.Greater(t, rest, 0.0)
	require.LessOrEqual(t, rest, (5 * time.Minute).Seconds(), "no rest is longer")
	require.InDelta(t, 0, one[float64](d, `select extract(epoch from clock_timestamp() - failed_at)::float8 from stuck_tickets`), 10, "in real time")
	require.Equal(t, one[string](d, `select name from workers`), one[string](d, `select worker from stuck_tickets`))
	require.GreaterOrEqual(t, w.Count().Failed, int64(2))

	d.exec(`update tickets set policy_version_id = $2 where id = $1`, bad, d.policy)
	d.eventually("it was mended, and acted on", func() bool { return one[int](d, `select count(*) from promises where state = 'broken'`) == 2 })
	d.eventually("it stands there no more", func() bool { return len(d.stuck()) == 0 })
}

// fail notes a failure as a worker does.
func (d *desk) fail(id ticket.ID, worker string, rest time.Duration, why string) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Fail(ctx, tx, people.System, id, ticket.Failure{Worker: worker, Why: errors.New(why), Rest: rest})
	})
}

func (d *desk) mend() (n int) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		n, err = ticket.Mend(ctx, tx, people.System)
		return err
	})
	return n
}

func TestStuck_ticket_that_somebody_settles_is_forgotten_without_any_worker(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.dueAtOnce(1)
	id := one[ticket.ID](d, `select id from tickets`)
	d.exec(`update clock set stopped_at = '2026-11-10 13:00:00.000001Z'`)
	d.fail(id, "one", time.Hour, "why\x00 not\xff")
	require.Zero(t, d.mend(), "it is still due")
	require.Equal(t, "why not�", d.stuck()[0].Error)
	d.reply(id, "Here we are.", false)
	require.Equal(t, 1, d.mend())
	require.Empty(t, d.stuck())
}

func TestStuck_ticket_of_two_workers_counts_all_tries_and_names_the_nearest(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.dueAtOnce(1)
	id := one[ticket.ID](d, `select id from tickets`)
	d.fail(id, "one", time.Minute, "first")
	d.fail(id, "two", time.Hour, "second")
	s := d.stuck()[0]
	require.Equal(t, 2, s.Tries)
	require.Equal(t, "second", s.Error)
	require.LessOrEqual(t, s.Next, time.Minute)
	d.exec(`update stuck_tickets set next_try_at = clock_timestamp() - interval '1 second'`)
	require.Zero(t, d.stuck()[0].Next, "it is about to come")
	d.fail(id, "two", time.Hour, "third")
	require.Greater(t, d.stuck()[0].Next, 59*time.Minute)
	require.Error(t, d.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Fail(ctx, tx, d.maja.Acting(), id, ticket.Failure{Why: errors.New("no")})
	}), "only a worker says so")
}
