package bench

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// BenchmarkReply takes the time of one agent's reply to one ticket, until it is committed: the path of a page, which what is
// done for many tickets at once must not make slower.
func BenchmarkReply(b *testing.B) {
	for b.Loop() {
		db := desk(b)
		ids := ask(b, db, size(600))
		staff, err := people.Staff(b.Context(), db)
		require.NoError(b, err)
		var took []time.Duration
		database, ours := cost(b, db)
		for _, id := range ids {
			var seen ticket.MessageID
			require.NoError(b, db.QueryRow(b.Context(), `select max(id) from messages where ticket_id = $1`, id).Scan(&seen))
			begin := time.Now()
			require.NoError(b, db.Do(b.Context(), func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Reply(ctx, tx, staff[0].Acting(), ticket.DefaultLimits(), id, ticket.Draft{Key: rand.Text(), Body: "We are at it.", Seen: seen})
				return err
			}))
			took = append(took, time.Since(begin))
		}
		databaseAfter, oursAfter := cost(b, db)
		slices.Sort(took)
		b.ReportMetric(milliseconds(took[len(took)/2]), "ms/p50")
		b.ReportMetric(milliseconds(took[len(took)*95/100]), "ms/p95")
		b.ReportMetric(milliseconds(databaseAfter-database)/float64(len(ids)), "cpu-ms/database")
		b.ReportMetric(milliseconds(oursAfter-ours)/float64(len(ids)), "cpu-ms/kept")
		b.ReportMetric(0, "ns/op")
	}
}
