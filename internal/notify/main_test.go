package notify_test

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// tell tells people something at the story's instant.
func tell(s *cast.Stage, n notify.Notice, to ...people.Person) {
	s.T.Helper()
	ids := make([]people.ID, len(to))
	for i, p := range to {
		ids[i] = p.ID
	}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		batch := &pgx.Batch{}
		notify.Queue(batch, s.Now(), ids, n)
		return tx.SendBatch(ctx, batch).Close()
	})
}

func list(s *cast.Stage, p people.Person) []notify.Entry {
	s.T.Helper()
	all, err := notify.List(s.T.Context(), s.DB, p.Acting(), 0, 100)
	require.NoError(s.T, err)
	return all
}

func unread(s *cast.Stage, p people.Person) int {
	s.T.Helper()
	n, err := notify.Unread(s.T.Context(), s.DB, p.ID)
	require.NoError(s.T, err)
	return n
}
