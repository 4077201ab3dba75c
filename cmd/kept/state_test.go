package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/ticket"
)

// noted are the columns that looking may change: when a session was used last, when a customer was first shown a time,
// and when somebody has read a notice, since opening the ticket is reading it.
const noted = `'{seen_at,told_at,read_at}'::text[]`

// fingerprints are what telling the states of a desk apart needs, each asked for once.
type fingerprints struct {
	versions string            // the statement that tells every table's versions
	contents map[string]string // by the tables that looking writes to: what tells what else stands in a row
	known    map[string]reading
}

// reading is what was read of such a table, and at which version of its rows.
type reading struct{ version, content string }

// state changes with every change of whatever the database holds, but for what looking may change. A row that was
// written has another xmin, even if it says what it said before, so that most rows need not be read; only where looking
// writes, too, what stands in them counts, and is read when a row of that table was written since the last time.
func (s *site) state(t testing.TB) map[string]string {
	t.Helper()
	found := s.versions(t)
	for table, content := range s.prints.contents {
		known, is := s.prints.known[table]
		if !is || known.version != found[table] {
			known.version = found[table]
			err := s.DB.QueryRow(t.Context(), `select count(*) || ' ' || coalesce(sum(hash_record_extended(row(`+content+`), 0)::numeric)::text, '') from `+table+` t`).Scan(&known.content)
			require.NoError(t, err)
			s.prints.known[table] = known
		}
		found[table] = known.content
	}
	delete(found, "searches")        // what somebody looked for is remembered by asking
	delete(found, "ticket_readings") // and that a customer has looked
	return found
}

// touched changes with every change of a row, and is quick on a large database.
func (s *site) touched(t testing.TB) map[string]string {
	t.Helper()
	found := s.versions(t)
	delete(found, "sessions") // notes by itself when it was used
	delete(found, "searches")
	delete(found, "ticket_readings")
	return found
}

// versions is each table's number of rows, with what changes with every row that is written or goes: the highest xmin, and
// the sum of all. An xmin counts as its distance from the first that there is, since a number is all that Postgres makes
// of one without writing it out as text, which took as long as all else.
func (s *site) versions(t testing.TB) map[string]string {
	t.Helper()
	if s.prints.versions == "" {
		s.learnTables(t)
	}
	rows, err := s.DB.Query(t.Context(), s.prints.versions)
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

func (s *site) learnTables(t testing.TB) {
	t.Helper()
	s.prints.contents, s.prints.known = map[string]string{}, map[string]reading{}
	rows, err := s.DB.Query(t.Context(), `
		select tablename, (select string_agg(format('t.%I', attname), ', ') filter (where attname <> all (`+noted+`)) from pg_attribute
			where attrelid = tablename::regclass and attnum > 0 and not attisdropped having bool_or(attname = any (`+noted+`)))
		from pg_tables where schemaname = 'public' order by 1`)
	require.NoError(t, err)
	var table string
	var content *string
	var parts []string
	_, err = pgx.ForEachRow(rows, []any{&table, &content}, func() error {
		const versions = `select '%[1]s', concat_ws(' ', count(*), age('3'::xid) - min(age(t.xmin)), count(*) * age('3'::xid) - sum(age(t.xmin))) from %[1]s t`
		parts = append(parts, fmt.Sprintf(versions, table))
		if content != nil {
			s.prints.contents[table] = *content
		}
		return nil
	})
	require.NoError(t, err)
	s.prints.versions = strings.Join(parts, " union all ")
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

// TestState_tells_of_every_row_that_was_written_but_not_of_looking holds the quick fingerprint to what it is for.
func TestState_tells_of_every_row_that_was_written_but_not_of_looking(t *testing.T) {
	t.Parallel()
	s := opened(t)
	s.make(s.Hanna, true)
	s.signedIn(s.Maja.ID)
	before := s.state(t)
	for _, looking := range []string{`update sessions set seen_at = clock_timestamp()`, `update promises set told_at = clock_timestamp()`, `update notices set read_at = clock_timestamp()`} {
		done, err := s.DB.Pool().Exec(t.Context(), looking)
		require.NoError(t, err)
		require.Positive(t, done.RowsAffected(), looking)
		require.Equal(t, before, s.state(t), looking)
	}
	for q, table := range map[string]string{
		`update tickets set subject = 'Other'`:                                 "tickets",
		`update desk set name = 'Other'`:                                       "desk",
		`delete from attachments where id = (select min(id) from attachments)`: "attachments",
		`insert into teams (name) values ('Other')`:                            "teams",
		`delete from sessions`:                                                 "sessions",
		`update promises set words = words || '.' where kind = 'commitment'`:   "promises",
		`update notices set kind = kind, level = 2`:                            "notices",
	} {
		before := s.state(t)
		done, err := s.DB.Pool().Exec(t.Context(), q)
		require.NoError(t, err, q)
		require.Positive(t, done.RowsAffected(), q)
		after := s.state(t)
		require.NotEqual(t, before[table], after[table], q)
		for _, may := range []string{table, "search_texts", "search_words"} { // the database keeps what can be found by itself
			after[may] = before[may]
		}
		require.Equal(t, before, after, "%s changes nothing else", q)
	}
}

// withoutAudit leaves out of a state what is written down of those who were refused.
func withoutAudit(state map[string]string) {
	delete(state, "audit")
	delete(state, "audit_chain")
}
