package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/ticket"
)

// noted is what looking may change: when a session was used last, and when a customer was first shown a time.
const noted = `- 'seen_at' - 'told_at'`

// state is everything that the database holds, each table as one number, but for what looking may change.
func (s *site) state(t testing.TB) map[string]string {
	t.Helper()
	ctx := t.Context()
	rows, err := s.DB.Query(ctx, `select tablename from pg_tables where schemaname = 'public' order by 1`)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	var parts []string
	for _, name := range tables {
		parts = append(parts, fmt.Sprintf(
			`select '%s', count(*) || ' ' || coalesce(sum(hashtextextended((to_jsonb(t) %s)::text, 0)::numeric), 0) from %s t`, name, noted, name))
	}
	rows, err = s.DB.Query(ctx, strings.Join(parts, " union all "))
	require.NoError(t, err)
	found := map[string]string{}
	var name, content string
	_, err = pgx.ForEachRow(rows, []any{&name, &content}, func() error {
		found[name] = content
		return nil
	})
	require.NoError(t, err)
	require.Contains(t, found, "tickets")
	return found
}

// counts are how many rows each table has.
func (s *site) counts(t testing.TB) map[string]int {
	t.Helper()
	found := map[string]int{}
	for name, content := range s.state(t) {
		var n int
		_, err := fmt.Sscan(content, &n)
		require.NoError(t, err)
		found[name] = n
	}
	return found
}

// healthy requires that nothing on the desk breaks an invariant, and that nothing has failed with us.
func (s *site) healthy(t testing.TB) {
	t.Helper()
	found, err := ticket.Check(t.Context(), s.DB)
	require.NoError(t, err)
	require.Empty(t, found)
	require.Empty(t, s.logs.errors())
}
