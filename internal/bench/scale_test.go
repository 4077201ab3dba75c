package bench

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// BenchmarkSweepAmongMany takes the time of one sweep of 100 tickets on which a promise of any kind is due (what is due, the acts, and how
// long it is until the next) among 10,000 open ones, 100,000 and 1,000,000 (goal: the last at most 1.5 times the first), and says how the
// database finds them.
func BenchmarkSweepAmongMany(b *testing.B) {
	for b.Loop() {
		db := desk(b)
		ask(b, db, 5)
		there, first := 0, 0.0
		for _, open := range []int{size(10_000), size(100_000), size(1_000_000)} {
			fill(b, db, there, open)
			took, used := sweeps(b, db, there, open)
			there = open
			if first == 0 {
				first = took
			}
			b.ReportMetric(took, fmt.Sprintf("ms/%d", open))
			b.ReportMetric(used, fmt.Sprintf("cpu-ms/%d", open))
			if open == size(1_000_000) {
				b.ReportMetric(took/first, "last/first")
			}
		}
		b.ReportMetric(0, "ns/op")
	}
}

// sweeps is the median time of a sweep with tickets due of those from..to, and the processor time that one uses, in milliseconds.
func sweeps(b *testing.B, db *pg.DB, from, to int) (median, processor float64) {
	b.Helper()
	var took []time.Duration
	var used time.Duration
	for round := range 21 {
		run(b, db, `
			with due as (
				update promises set due_at = kept_now() - interval '1 second', breaks_at = kept_now() - interval '1 second', warn_at = null,
					opens_at = opens_at - (due_at - kept_now()) - interval '1 second'
				where state = 'pending' and recovers_id is null and id in (select 1000000 + $1::bigint + i * $2::bigint from generate_series(1, 100) i)
				returning ticket_id, due_at)
			update tickets t set next_due_at = due.due_at from due where t.id = due.ticket_id`, from+round, (to-from)/101)
		if round == 20 {
			explain(b, db, to)
		}
		database, ours := cost(b, db)
		begin := time.Now()
		ids, err := ticket.Due(b.Context(), db, nil, 1000)
		require.NoError(b, err)
		require.Len(b, ids, 100)
		pass(b, db, ids)
		_, err = ticket.NextBreak(b.Context(), db)
		require.NoError(b, err)
		took = append(took, time.Since(begin))
		databaseAfter, oursAfter := cost(b, db)
		used += databaseAfter - database + oursAfter - ours
	}
	slices.Sort(took)
	return milliseconds(took[len(took)/2]), milliseconds(used) / float64(len(took))
}

// fill writes tickets from..to, each with a promise of one of the kinds that break, due some day, in one statement for many: by the
// rooms' own verbs a million of them take an hour.
func fill(b *testing.B, db *pg.DB, from, to int) {
	b.Helper()
	run(b, db, `alter table promises disable trigger user`)
	run(b, db, `alter table tickets disable trigger user`)
	const q = `
		with one as (select * from tickets order by id limit 1),
		made as (
			insert into tickets (id, subject, status, priority, team_id, assignee_id, requester_id, locale, channel, policy_version_id, opened_at, next_promise_id, next_due_at)
			overriding system value
			select 1000000 + i, 'No internet', 'open', 'normal', one.team_id, one.assignee_id, one.requester_id, 'en', 'web', one.policy_version_id,
				kept_now(), 1000000 + i, date_trunc('second', kept_now()) + interval '1 day' + i * interval '1 second'
			from one, generate_series($1::bigint, $2::bigint - 1) i returning id, assignee_id, team_id, policy_version_id, next_due_at),
		kinds as (select *, (array['resolution', 'commitment', 'callback', 'visit', 'update', 'check_back'])[abs(hashint8(id)) % 6 + 1] as kind from made)
		insert into promises (id, ticket_id, cycle, kind, state, due_at, breaks_at, owner_id, owner_team_id, made_at, started_at, target_microseconds,
			policy_version_id, told_at, warn_at, opens_at)
		overriding system value
		select id, id, 1, kind, 'pending', next_due_at, next_due_at + case kind when 'visit' then interval '1 hour' else interval '0' end,
			case when kind <> 'visit' then assignee_id end, case kind when 'visit' then team_id end, kept_now(),
			kept_now(), case when kind in ('resolution', 'update') then 86400000000 end,
			policy_version_id, case when kind <> 'check_back' then kept_now() end, next_due_at - interval '1 hour',
			case when kind in ('callback', 'visit') then next_due_at - interval '30 minutes' end
		from kinds`
	for ; from < to; from += 50_000 {
		run(b, db, q, from, min(to, from+50_000))
	}
	run(b, db, `select setval('promises_id_seq', greatest((select last_value from promises_id_seq), 10000000))`)
	run(b, db, `alter table promises enable trigger user`)
	run(b, db, `alter table tickets enable trigger user`)
	run(b, db, `vacuum analyze`)
}

// explain writes down how the database finds what is due.
func explain(b *testing.B, db *pg.DB, open int) {
	b.Helper()
	fmt.Fprintf(os.Stderr, "\nAmong %d open tickets:\n", open) // what a benchmark logs is cut after ten lines
	_, err := ticket.Due(b.Context(), explainer{db, b}, nil, 1000)
	require.NoError(b, err)
	_, err = ticket.NextBreak(b.Context(), explainer{db, b})
	require.NoError(b, err)
}

// explainer reads, and writes down how.
type explainer struct {
	*pg.DB
	b *testing.B
}

// Query implements pg.Reader.
func (e explainer) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	e.explain(ctx, sql, args)
	return e.DB.Query(ctx, sql, args...)
}

// QueryRow implements pg.Reader.
func (e explainer) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	e.explain(ctx, sql, args)
	return e.DB.QueryRow(ctx, sql, args...)
}

func (e explainer) explain(ctx context.Context, sql string, args []any) {
	e.b.Helper()
	rows, err := e.DB.Query(ctx, `explain (analyze, buffers, costs off) `+sql, args...)
	require.NoError(e.b, err)
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(e.b, err)
	fmt.Fprintln(os.Stderr, "\n"+strings.Join(plan, "\n"))
}
