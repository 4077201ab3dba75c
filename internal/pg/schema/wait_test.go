package schema_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/internal/pg/schema/schematest"
)

// told is a log that hands each message on.
type told struct {
	slog.Handler
	messages chan string
}

func (l told) Enabled(context.Context, slog.Level) bool { return true }

func (l told) Handle(_ context.Context, r slog.Record) error {
	l.messages <- r.Message
	return nil
}

// next is the next message, or the test's end.
func (l told) next(t *testing.T) string {
	t.Helper()
	select {
	case message := <-l.messages:
		return message
	case <-time.After(10 * time.Second):
		require.FailNow(t, "the run says nothing more")
		return ""
	}
}

func listen() told { return told{slog.DiscardHandler, make(chan string, 100)} }

// orphan leaves a database whose migrating process was killed in the middle of a file, while the server's own process
// is still at work on it; it goes on when the returned connection gives up the lock 77. pid is the server's process.
func orphan(t *testing.T, url string) (holder *pgx.Conn, pid int) {
	t.Helper()
	ctx := context.Background()
	holder = connect(t, url)
	_, err := holder.Exec(ctx, "select pg_advisory_lock(77)")
	require.NoError(t, err)
	cmd, out := schematest.Run{URL: url, Source: "hatch"}.Command(t)
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool {
		const query = `select pid from pg_locks where locktype = 'advisory' and objid = 77 and not granted
			and database = (select oid from pg_database where datname = current_database())`
		return holder.QueryRow(ctx, query).Scan(&pid) == nil
	}, 10*time.Second, 5*time.Millisecond, "the file never came to its middle")
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait(), out)
	return holder, pid
}

func TestUp_waits_for_what_a_killed_process_left_running(t *testing.T) {
	t.Parallel()
	for name, goOn := range map[string]string{
		"and finds it done": "select pg_advisory_unlock(77) where $1 > 0",
		"and finds it gone": "select pg_terminate_backend($1)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, url := context.Background(), empty(t)
			holder, pid := orphan(t, url)

			log, done := listen(), make(chan error, 1)
			go func() { done <- schema.Up(ctx, url, hatch, schema.Log(slog.New(log))) }()
			const waits = "schema waits for another process's migrations"
			require.Equal(t, waits, log.next(t))
			_, err := holder.Exec(ctx, goOn, pid)
			require.NoError(t, err)
			if name == "and finds it gone" {
				message := log.next(t)
				if message == waits { // first for the killed process's own connection, then for the file's
					message = log.next(t)
				}
				require.Equal(t, "schema mended a migration that was broken off", message)
				_, err := holder.Exec(ctx, "select pg_advisory_unlock(77)")
				require.NoError(t, err)
			}
			require.NoError(t, <-done)
			require.Contains(t, schematest.Shape(t, url), "relation public.hatch")
			status, err := schema.Read(ctx, url, hatch)
			require.NoError(t, err)
			require.Equal(t, schema.Status{Version: 1, Newest: 1, Back: []schema.Step{{Version: 1, File: "000001_hatch.down.sql"}}}, status)
		})
	}
}

func TestUp_stops_waiting_when_it_is_told_to(t *testing.T) {
	t.Parallel()
	url := empty(t)
	orphan(t, url)
	ctx, cancel := context.WithCancelCause(context.Background())
	log, done := listen(), make(chan error, 1)
	go func() { done <- schema.Up(ctx, url, hatch, schema.Log(slog.New(log))) }()
	log.next(t)
	enough := errors.New("enough")
	cancel(enough)
	require.ErrorIs(t, <-done, enough)
}

func TestUp_stops_between_two_files_when_it_is_told_to(t *testing.T) {
	t.Parallel()
	url := empty(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	log := told{slog.DiscardHandler, make(chan string)}
	done := make(chan error, 1)
	go func() { done <- schema.Up(ctx, url, sheds, schema.Log(slog.New(log))) }()
	require.Equal(t, schematest.Begun, log.next(t))
	cancel()
	require.Equal(t, schematest.Committed, log.next(t))
	require.Equal(t, "schema step done", log.next(t))
	require.Equal(t, "schema migrated", log.next(t))
	err := <-done
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "stopped at version 1")
	status, err := schema.Read(context.Background(), url, sheds)
	require.NoError(t, err)
	require.Equal(t, uint(1), status.Version)
	require.False(t, status.Dirty)
}
