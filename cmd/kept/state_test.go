package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/ticket"
)

// noted is what looking may change: when a session was used last, when a customer was first shown a time, and when
// somebody has read a notice, since opening the ticket is reading it.
const noted = `- 'seen_at' - 'told_at' - 'read_at'`

// state is everything that the database holds, each table as two numbers, but for what looking may change.
func (s *site) state(t testing.TB) map[string]string {
	t.Helper()
	return s.tables(t, `coalesce(sum(hashtextextended((to_jsonb(t) `+noted+`)::text, 0)::numeric), 0)`)
}

// touched changes with every change of a row, and is quick on a large database.
func (s *site) touched(t testing.TB) map[string]string {
	t.Helper()
	found := s.tables(t, `coalesce(max(t.xmin::text::bigint), 0)`)
	delete(found, "sessions") // notes by itself when it was used
	return found
}

func (s *site) tables(t testing.TB, content string) map[string]string {
	t.Helper()
	ctx := t.Context()
	rows, err := s.DB.Query(ctx, `select tablename from pg_tables where schemaname = 'public' order by 1`)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	var parts []string
	for _, name := range tables {
		parts = append(parts, fmt.Sprintf(`select '%s', count(*) || ' ' || %s from %s t`, name, content, name))
	}
	rows, err = s.DB.Query(ctx, strings.Join(parts, " union all "))
	require.NoError(t, err)
	found := map[string]string{}
	var name, seen string
	_, err = pgx.ForEachRow(rows, []any{&name, &seen}, func() error {
		found[name] = seen
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
	for name, content := range s.touched(t) {
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

// withoutAudit leaves out of a state what is written down of those who were refused.
func withoutAudit(state map[string]string) {
	delete(state, "audit")
	delete(state, "audit_chain")
}
