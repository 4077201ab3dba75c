package bench

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// BenchmarkRelease takes the time of the press that releases 150 apologies which the brake held, until its answer: 200 promises
// broke at once, 50 apologies have left.
func BenchmarkRelease(b *testing.B) {
	for b.Loop() {
		db := desk(b)
		run(b, db, `insert into clock (stopped_at) values ('2026-11-10 09:00Z')`)
		ids := ask(b, db, 200)
		for _, at := range []string{"2026-11-10 14:00Z", "2026-11-10 14:16Z"} {
			run(b, db, `update clock set stopped_at = $1::text::timestamptz`, at)
			pass(b, db, ids)
		}
		run(b, db, `vacuum analyze`)
		var supervisor people.Person
		staff, err := people.Staff(b.Context(), db)
		require.NoError(b, err)
		for _, p := range staff {
			if p.Role == people.Supervisor {
				supervisor = p
			}
		}
		begin := time.Now()
		require.NoError(b, db.Do(b.Context(), func(ctx context.Context, tx *pg.Tx) error {
			if err := tx.ReadClock(ctx); err != nil {
				return err
			}
			n, err := ticket.ReleaseApologies(ctx, tx, supervisor.Acting(), ticket.DefaultLimits(), nil)
			require.Equal(b, 150, n)
			return err
		}))
		b.ReportMetric(milliseconds(time.Since(begin)), "ms/release")
		b.ReportMetric(0, "ns/op")
	}
}

// pass lets time pass on tickets, as many in one change as the sweep takes.
func pass(b *testing.B, db *pg.DB, ids []ticket.ID) {
	b.Helper()
	for some := range slices.Chunk(ids, 25) {
		require.NoError(b, db.Do(b.Context(), func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Pass(ctx, tx, people.System, some...)
			return err
		}))
	}
}

func run(b *testing.B, db *pg.DB, q string, args ...any) {
	b.Helper()
	_, err := db.Pool().Exec(b.Context(), q, args...)
	require.NoError(b, err, q)
}
