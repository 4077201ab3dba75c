package ticket_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

func TestErase_forgets_all_that_was_joined_into_a_customer(t *testing.T) {
	t.Parallel()
	s, _, _ := laden(t)
	edits(s, s.Goran, func(e *people.Edit) {
		e.Name, e.Notes, e.Phones = "CANARY Åström", "CANARY rings", []string{"+46 99 777 888 999"}
	})
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		asked, err := people.AskAddress(ctx, tx, s.Maja.Acting(), s.Goran.ID, cardSizes, "canary@work.example")
		if err != nil {
			return err
		}
		return outbox.PostAddress(ctx, tx, s.Goran.ID, asked)
	})
	_, err := joins(s, s.Hanna, s.Goran)
	require.NoError(t, err)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		_, err := ticket.Erase(ctx, tx, s.Karin.Acting(), s.Hanna.ID, s.Hanna.Name)
		return err
	})
	rows, err := s.DB.Query(t.Context(), `select tablename from pg_tables where schemaname = 'public' order by 1`)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	for _, table := range tables {
		var found int
		q := `select count(*) from ` + pgx.Identifier{table}.Sanitize() + ` t where to_jsonb(t)::text ~* 'canary|777 888|brevlada\.example|bakkehuset'`
		require.NoError(t, s.DB.QueryRow(t.Context(), q).Scan(&found))
		require.Zero(t, found, table)
	}
}
