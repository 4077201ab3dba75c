package bench

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
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

var allDay = calendar.Span{From: 0, To: 24 * 60}

// size is n, or a third of it where somebody only wants to see whether a benchmark works: KEPT_BENCH_SMALL=1.
func size(n int) int {
	if os.Getenv("KEPT_BENCH_SMALL") != "" {
		return n / 3
	}
	return n
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// desk is an empty desk, open round the clock, in a Postgres of its own: five agents, who own the tickets, a supervisor
// and an admin.
func desk(b *testing.B) *pg.DB {
	b.Helper()
	ctx := context.Background()
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	dir := dataDir(b)
	server, err := embedded.Start(ctx, embedded.Options{DataDir: dir, Log: quiet})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, server.Stop(ctx)) })
	require.NoError(b, schema.Up(ctx, server.URL(), migrations.FS, schema.Log(quiet)))
	db, err := pg.Open(ctx, server.URL(), pg.Options{MaxConns: 20})
	require.NoError(b, err)
	b.Cleanup(db.Close)
	require.NoError(b, db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return setUp(ctx, tx) }))
	return db
}

func setUp(ctx context.Context, tx *pg.Tx) error {
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	if err := people.SetUp(ctx, tx, people.Desk{Name: "Bench", Locale: i18n.EN, Zone: "UTC"}); err != nil {
		return err
	}
	team, err := people.AddTeam(ctx, tx, "First line", "users")
	if err != nil {
		return err
	}
	for i, role := range []people.Role{people.Agent, people.Agent, people.Agent, people.Agent, people.Agent, people.Supervisor, people.Admin} {
		name := fmt.Sprintf("Colleague %d", i)
		id, err := people.Add(ctx, tx, people.Newcomer{Role: role, Name: name, Address: fmt.Sprintf("colleague%d@example.com", i), Locale: i18n.EN})
		if err != nil {
			return err
		}
		if role != people.Admin {
			if err := people.Join(ctx, tx, team, id); err != nil {
				return err
			}
		}
	}
	hours := sla.Hours{Zone: "UTC"}
	for day := range hours.Week {
		hours.Week[day] = append(hours.Week[day], allDay)
	}
	_, err = sla.Install(ctx, tx, hours, sla.DefaultRules())
	return err
}

// ask opens n tickets, owned by the agents in turn, whose receipts have been dealt with.
func ask(b *testing.B, db *pg.DB, n int) []ticket.ID {
	b.Helper()
	var ids []ticket.ID
	for len(ids) < n {
		require.NoError(b, db.Do(context.Background(), func(ctx context.Context, tx *pg.Tx) error {
			for range min(100, n-len(ids)) {
				id, err := ticket.Ask(ctx, tx, people.Actor{}, ticket.DefaultLimits(), ticket.Question{
					Key: rand.Text(), Name: "Hanna Lund", Address: "hanna@example.com", Subject: "No internet", Body: "Since last night.", Locale: i18n.EN,
				})
				if err != nil {
					return err
				}
				ids = append(ids, id)
			}
			return nil
		}))
	}
	for _, q := range []string{
		`delete from river_job`,
		`update outbox set state = 'held'`,
		`update tickets t set assignee_id = (select min(id) from people where role = 'agent') + t.id % 5`,
		`update promises p set owner_id = t.assignee_id, owner_team_id = null from tickets t where t.id = p.ticket_id`,
		`vacuum analyze`,
	} {
		_, err := db.Pool().Exec(context.Background(), q)
		require.NoError(b, err, q)
	}
	return ids
}

// workers starts n processes' worth of workers, each with a pool of its own.
func workers(b *testing.B, db *pg.DB, n int) {
	b.Helper()
	base, err := url.Parse("http://127.0.0.1")
	require.NoError(b, err)
	for range n {
		own, err := pg.Open(context.Background(), db.Pool().Config().ConnString(), pg.Options{})
		require.NoError(b, err)
		b.Cleanup(own.Close)
		w, err := work.Start(context.Background(), own, work.Options{BaseURL: base, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
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
		const promises = `
			update promises p set due_at = $2::timestamptz + (i - 1) * $3::interval, breaks_at = $2::timestamptz + (i - 1) * $3::interval, warn_at = null
			from unnest($1::bigint[]) with ordinality u (id, i) where p.ticket_id = u.id and p.kind = 'first_reply'`
		if _, err := tx.Exec(ctx, promises, ids, first, apart); err != nil {
			return err
		}
		const tickets = `update tickets t set next_due_at = p.due_at from promises p where p.id = t.next_promise_id and t.id = any($1)`
		if _, err := tx.Exec(ctx, tickets, ids); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `select pg_notify('kept_due', '')`)
		return err
	}))
	return first
}
