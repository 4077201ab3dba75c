package bench

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// BenchmarkLonePromise takes the time from a promise's due time until its break is committed and visible, one promise at a
// time (goal: p99 under 50 ms). The database syncs every commit to disk, as in production.
func BenchmarkLonePromise(b *testing.B) {
	for b.Loop() {
		n := size(300)
		db := desk(b)
		ids := ask(b, db, n)
		workers(b, db, 1)
		first := due(b, db, ids, 2*time.Second, 50*time.Millisecond)
		late := watch(b, db, ids, first, 50*time.Millisecond)
		slices.Sort(late)
		b.ReportMetric(milliseconds(late[n/2]), "ms/p50")
		b.ReportMetric(milliseconds(late[n*99/100]), "ms/p99")
		b.ReportMetric(milliseconds(late[n-1]), "ms/worst")
		b.ReportMetric(0, "ns/op")
	}
}

// BenchmarkTenThousandPromises takes the time from one instant at which 10,000 promises fall due until all are acted on, the
// last break committed and visible (goal: 4 s with two workers on two cores), with one worker and with two. To act on one is to
// break it, to promise its recovery, to hand it up, to plan the apology, and to tell its owner and a supervisor.
func BenchmarkTenThousandPromises(b *testing.B) {
	for _, n := range []int{1, 2} {
		b.Run([]string{"", "one_worker", "two_workers"}[n], func(b *testing.B) {
			for b.Loop() {
				db := desk(b)
				ids := ask(b, db, size(10_000))
				workers(b, db, n)
				first := due(b, db, ids, 3*time.Second, 0)
				database, ours := cost(b, db)
				took := watchAll(b, db, first)
				databaseAfter, oursAfter := cost(b, db)
				whole(b, db, len(ids))
				b.ReportMetric(milliseconds(took), "ms/all")
				b.ReportMetric(milliseconds(databaseAfter-database)/float64(len(ids)), "cpu-ms/database")
				b.ReportMetric(milliseconds(oursAfter-ours)/float64(len(ids)), "cpu-ms/kept")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// whole checks that what was measured is all of it, once.
func whole(b *testing.B, db *pg.DB, n int) {
	b.Helper()
	for _, q := range []string{
		`select count(*) from events where kind = 'promise.broken'`,
		`select count(*) from promises where recovers_id is not null`,
		`select count(*) from escalations where level = 1`,
		`select count(*) from apologies where state = 'waiting'`,
		`select count(*) from notices where kind = 'broken'`,
		`select count(*) from notices where kind = 'handed_up'`,
	} {
		var got int
		require.NoError(b, db.QueryRow(context.Background(), q).Scan(&got))
		require.Equal(b, n, got, q)
	}
}

// watchAll is how long after the due time the last of the breaks is seen from outside, to 20 ms: to look more often would take
// from the workers what is measured.
func watchAll(b *testing.B, db *pg.DB, due time.Time) time.Duration {
	b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	for {
		var left bool
		var at time.Time
		const q = `select exists (select from promises where open and breaks_at = $1), clock_timestamp()`
		require.NoError(b, db.QueryRow(ctx, q, due).Scan(&left, &at))
		if !left {
			return at.Sub(due)
		}
		select {
		case <-ctx.Done():
			b.Fatal("some were not acted on")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// watch notes how long after its due time each break is seen from outside, to a millisecond.
func watch(b *testing.B, db *pg.DB, ids []ticket.ID, first time.Time, apart time.Duration) []time.Duration {
	b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	index := map[ticket.ID]int{}
	for i, id := range ids {
		index[id] = i
	}
	seen := map[ticket.ID]time.Duration{}
	const q = `select ticket_id, clock_timestamp() from promises where state = 'broken' and ticket_id <> all($1)`
	for len(seen) < len(ids) {
		known := make([]ticket.ID, 0, len(seen))
		for id := range seen {
			known = append(known, id)
		}
		rows, err := db.Query(ctx, q, known)
		require.NoError(b, err)
		var id ticket.ID
		var at time.Time
		_, err = pgx.ForEachRow(rows, []any{&id, &at}, func() error {
			seen[id] = at.Sub(first.Add(time.Duration(index[id]) * apart))
			return nil
		})
		require.NoError(b, err)
		select {
		case <-ctx.Done():
			b.Fatalf("only %d of %d were acted on", len(seen), len(ids))
		case <-time.After(time.Millisecond):
		}
	}
	late := make([]time.Duration, 0, len(seen))
	for _, d := range seen {
		late = append(late, d)
	}
	return late
}
