package bench

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/embedded"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/work"
	"github.com/kepthq/kept/migrations"
)

// BenchmarkLonePromise takes the time from a promise's due time until its break is committed and visible, one promise at a
// time (goal: p99 under 50 ms). The database syncs every commit to disk, as in production.
func BenchmarkLonePromise(b *testing.B) {
	for b.Loop() {
		const n = 300
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

// BenchmarkThousandPromises takes the time from one instant at which 1,000 promises fall due until the last break is
// committed and visible (goal: 0.5 s), with one worker and with two.
func BenchmarkThousandPromises(b *testing.B) {
	for _, n := range []int{1, 2} {
		b.Run([]string{"", "one_worker", "two_workers"}[n], func(b *testing.B) {
			for b.Loop() {
				db := desk(b)
				ids := ask(b, db, 1000)
				workers(b, db, n)
				first := due(b, db, ids, 2*time.Second, 0)
				b.ReportMetric(milliseconds(watchAll(b, db, len(ids), first)), "ms/all")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// desk is an empty desk, open round the clock, in a Postgres of its own.
func desk(b *testing.B) *pg.DB {
	b.Helper()
	ctx := context.Background()
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	dir := dataDir(b)
	server, err := embedded.Start(ctx, embedded.Options{DataDir: dir, Log: quiet})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, server.Stop(ctx)) })
	require.NoError(b, schema.Up(ctx, server.URL(), migrations.FS, schema.Log(quiet)))
	db, err := pg.Open(ctx, server.URL(), pg.Options{})
	require.NoError(b, err)
	b.Cleanup(db.Close)
	require.NoError(b, db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		if err := people.SetUp(ctx, tx, people.Desk{Name: "Bench", Locale: i18n.EN, Zone: "UTC"}); err != nil {
			return err
		}
		if _, err := people.AddTeam(ctx, tx, "First line", "users"); err != nil {
			return err
		}
		_, err := sla.Install(ctx, tx, sla.OfficeHours("UTC"), sla.DefaultRules())
		return err
	}))
	return db
}

func ask(b *testing.B, db *pg.DB, n int) []ticket.ID {
	b.Helper()
	var ids []ticket.ID
	for range n {
		require.NoError(b, db.Do(context.Background(), func(ctx context.Context, tx *pg.Tx) error {
			id, err := ticket.Ask(ctx, tx, people.Actor{}, ticket.DefaultLimits(), ticket.Question{
				Key: rand.Text(), Name: "Hanna Lund", Address: "hanna@example.com", Subject: "No internet", Body: "Since last night.", Locale: i18n.EN,
			})
			ids = append(ids, id)
			return err
		}))
	}
	_, err := db.Pool().Exec(context.Background(), `analyze`)
	require.NoError(b, err)
	return ids
}

func workers(b *testing.B, db *pg.DB, n int) {
	b.Helper()
	base, err := url.Parse("http://127.0.0.1")
	require.NoError(b, err)
	for range n {
		w, err := work.Start(context.Background(), db, work.Options{BaseURL: base, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
		require.NoError(b, err)
		b.Cleanup(func() { require.NoError(b, w.Stop(context.Background())) })
	}
}

// due lets the first reply of each ticket fall due at its own instant, and tells the workers. It returns the first one.
func due(b *testing.B, db *pg.DB, ids []ticket.ID, in, apart time.Duration) time.Time {
	b.Helper()
	ctx := context.Background()
	var first time.Time
	require.NoError(b, pgx.BeginFunc(ctx, db.Pool(), func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `select kept_now() + $1::interval`, in).Scan(&first); err != nil {
			return err
		}
		for i, id := range ids {
			at := first.Add(time.Duration(i) * apart)
			if _, err := tx.Exec(ctx, `update promises set due_at = $2, breaks_at = $2 where ticket_id = $1 and kind = 'first_reply'`, id, at); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `update tickets set next_due_at = $2 where id = $1`, id, at); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `select pg_notify('kept_due', '')`)
		return err
	}))
	return first
}

// watchAll is how long after the due time the last of n breaks is seen from outside, to 5 ms: to look more often would take
// from the workers what is measured.
func watchAll(b *testing.B, db *pg.DB, n int, due time.Time) time.Duration {
	b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for {
		var broken int
		var at time.Time
		require.NoError(b, db.QueryRow(ctx, `select count(*), clock_timestamp() from promises where state = 'broken'`).Scan(&broken, &at))
		if broken == n {
			return at.Sub(due)
		}
		select {
		case <-ctx.Done():
			b.Fatalf("only %d of %d were acted on", broken, n)
		case <-time.After(5 * time.Millisecond):
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
