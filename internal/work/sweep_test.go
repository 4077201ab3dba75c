package work_test

import (
	"context"
	crand "crypto/rand"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/work"
)

var allDay = calendar.Span{From: 0, To: 24 * 60}

func rand() string { return crand.Text() }

func TestSweep_acts_on_a_lone_promise_at_its_instant(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.ask()
	d.start(options(&log{}, nil))
	for range 5 {
		due := d.promise(id, 300*time.Millisecond)
		var lag float64
		d.eventually("the promise is broken", func() bool {
			const q = `select extract(epoch from noticed_at - due_at)::float8 from promises where ticket_id = $1 and due_at = $2 and state = 'broken'`
			return d.QueryRow(d.t.Context(), q, id, due).Scan(&lag) == nil
		})
		t.Logf("noticed %.1f ms after it was due", lag*1000)
		require.Positive(t, lag, "broken at its due time, not past it")
		require.Less(t, lag, 2.0)
	}
}

// dueAtOnce makes tickets of which one promise each falls due at the same instant, and stops the clock before it.
func (d *desk) dueAtOnce(n int) {
	d.t.Helper()
	d.exec(`insert into clock (stopped_at) values ('2026-11-10 09:00Z')`)
	for range (n + 99) / 100 {
		d.do(func(ctx context.Context, tx *pg.Tx) error {
			for range min(n, 100) {
				if _, err := d.question(ctx, tx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	d.exec(`delete from river_job`)
	d.exec(`update outbox set state = 'held'`)
	d.exec(`analyze`)
	require.Equal(d.t, n, one[int](d, `select count(*) from promises where open and due_at = '2026-11-10 13:00Z'`))
}

func TestSweep_two_that_race_break_every_promise_exactly_once(t *testing.T) {
	t.Parallel()
	for _, workers := range []int{1, 2} {
		t.Run(fmt.Sprint(workers), func(t *testing.T) {
			const n = 1000
			d := newDesk(t)
			d.dueAtOnce(n)
			other, err := pg.Open(t.Context(), d.url, pg.Options{MaxConns: 10})
			require.NoError(t, err)
			t.Cleanup(other.Close)
			var all []*work.Workers
			for i := range workers {
				o := options(&log{}, nil)
				dd := *d
				if i == 1 {
					dd.DB = other
				}
				all = append(all, dd.start(o))
			}
			d.eventually("both have beaten", func() bool { return one[int](d, `select count(*) from workers`) == workers })
			require.Zero(t, one[int](d, `select count(*) from events where kind = 'promise.broken'`))

			began := time.Now()
			d.exec(`update clock set stopped_at = '2026-11-10 13:00:00.000001Z'`)
			d.eventually("all are broken", func() bool {
				return one[int](d, `select count(*) from promises where state = 'broken'`) == n
			})
			took := time.Since(began)
			var count work.Count
			for _, w := range all {
				c := w.Count()
				count.Acted, count.Skipped, count.Failed = count.Acted+c.Acted, count.Skipped+c.Skipped, count.Failed+c.Failed
			}
			t.Logf("%d workers: %d promises in %s; acted %d, skipped %d", workers, n, took.Round(time.Millisecond), count.Acted, count.Skipped)
			require.Equal(t, n, one[int](d, `select count(*) from events where kind = 'promise.broken'`))
			require.Equal(t, n, one[int](d, `select count(*) from promises where recovers_id is not null`))
			require.Equal(t, n, one[int](d, `select count(distinct recovers_id) from promises where recovers_id is not null`))
			require.Zero(t, count.Failed)
		})
	}
}

func TestSweep_does_not_spin_while_the_clock_stands_still(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.dueAtOnce(1)
	d.exec(`update clock set stopped_at = '2026-11-10 13:00Z'`) // the due time: not past it
	d.start(options(&log{}, nil))
	looks := func() int64 {
		return one[int64](d, `select coalesce(sum(calls), 0) from (select xact_commit as calls from pg_stat_database where datname = current_database()) s`)
	}
	d.eventually("it is at work", func() bool { return one[int](d, `select count(*) from workers`) == 1 })
	before := looks()
	<-time.After(2 * time.Second)
	require.Less(t, looks()-before, int64(300), "transactions in 2 s, with those of the job queue")
	require.Zero(t, one[int](d, `select count(*) from promises where state = 'broken'`))

	d.exec(`update clock set stopped_at = stopped_at + interval '1 microsecond'`)
	d.eventually("it was woken", func() bool { return one[int](d, `select count(*) from promises where state = 'broken'`) == 1 })
}

// spoil gives a ticket rules that nobody can read: their calendar has a zone that does not exist.
func (d *desk) spoil(id ticket.ID) {
	d.t.Helper()
	d.exec(`insert into calendar_versions (calendar_id, version, zone, created_at) select calendar_id, 2, 'Nowhere/Land', created_at from calendar_versions`)
	d.exec(`insert into policy_versions (policy_id, version, calendar_version_id, recovery_minutes, quiet_days, confirmation_days, reopen_days, created_at)
		select policy_id, 2, (select max(id) from calendar_versions), recovery_minutes, quiet_days, confirmation_days, reopen_days, created_at from policy_versions`)
	d.exec(`update tickets set policy_version_id = (select max(id) from policy_versions) where id = $1`, id)
}

func TestSweep_lets_a_ticket_that_fails_rest_alone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.dueAtOnce(100)
	bad := one[ticket.ID](d, `select min(id) from tickets`)
	d.spoil(bad)
	l := &log{}
	w := d.start(options(l, nil))
	d.exec(`update clock set stopped_at = '2026-11-10 13:00:00.000001Z'`)
	d.eventually("the others are broken", func() bool { return one[int](d, `select count(*) from promises where state = 'broken'`) == 99 })
	d.eventually("it failed twice", func() bool { return w.Count().Failed == 2 })
	require.Contains(t, l.String(), "Nowhere/Land")
	require.Contains(t, l.String(), fmt.Sprintf("ticket_id=%d", bad))
	require.Zero(t, one[int](d, `select count(*) from promises where state = 'broken' and ticket_id = $1`, bad))

	d.exec(`update tickets set policy_version_id = $2 where id = $1`, bad, d.policy)
	d.eventually("it was mended, and acted on", func() bool { return one[int](d, `select count(*) from promises where state = 'broken'`) == 100 })
}

func TestSweep_comes_back_to_a_ticket_that_somebody_is_at(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.dueAtOnce(1)
	held, release := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- d.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
			if _, err := tx.Exec(ctx, `select id from tickets for update`); err != nil {
				return err
			}
			close(held)
			<-release
			return nil
		})
	}()
	<-held
	w := d.start(options(&log{}, nil))
	d.exec(`update clock set stopped_at = '2026-11-10 13:00:00.000001Z'`)
	d.eventually("it was skipped, again and again", func() bool { return w.Count().Skipped > 2 })
	require.Zero(t, w.Count().Acted)
	close(release)
	require.NoError(t, <-ended)
	d.eventually("it is broken", func() bool { return one[int](d, `select count(*) from promises where state = 'broken'`) == 1 })
}

func TestSweep_goes_on_when_its_connections_were_cut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.dueAtOnce(3)
	d.start(options(&log{}, nil))
	d.eventually("it listens", func() bool {
		return one[int](d, `select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen kept_due'`) == 1
	})
	conn, err := pgx.Connect(t.Context(), d.url)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(context.Background())) }()
	_, err = conn.Exec(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
	require.NoError(t, err)
	began := time.Now()
	d.eventually("it listens again", func() bool {
		var n int
		const q = `select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen kept_due'`
		require.NoError(t, conn.QueryRow(t.Context(), q).Scan(&n))
		return n == 1
	})
	_, err = conn.Exec(t.Context(), `update clock set stopped_at = '2026-11-10 13:00:00.000001Z'`)
	require.NoError(t, err)
	d.eventually("it acts", func() bool {
		var n int
		require.NoError(t, conn.QueryRow(t.Context(), `select count(*) from promises where state = 'broken'`).Scan(&n))
		return n == 3
	})
	require.Less(t, time.Since(began), 10*time.Second)
}

func TestMoveClock_moves_a_demo_and_wakes_the_workers(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.ask()
	move := func(by time.Duration) error {
		return d.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error { return people.MoveClock(ctx, tx, by) })
	}
	require.Error(t, move(5*time.Hour), "a real desk's clock does not move")
	d.exec(`update desk set is_demo = true`)
	d.start(options(&log{}, nil))
	require.NoError(t, move(3*time.Hour))
	require.NoError(t, move(2*time.Hour))
	d.eventually("the first answer is late", func() bool {
		return one[int](d, `select count(*) from promises where state = 'broken' and kind = 'first_reply'`) == 1
	})
	require.InDelta(t, 5*3600, one[float64](d, `select extract(epoch from kept_now() - clock_timestamp())::float8`), 1)
}
