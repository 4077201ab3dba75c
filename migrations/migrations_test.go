package migrations_test

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/internal/pg/schema/schematest"
	"github.com/kepthq/kept/migrations"
)

// quiet keeps the runner's log out of the tests'.
var quiet = schema.Log(slog.New(slog.DiscardHandler))

func TestMain(m *testing.M) {
	schematest.Child(map[string]fs.FS{"desk": migrations.FS})
	os.Exit(pgtest.Run(m))
}

// empty is the address of a database with nothing in it.
func empty(t *testing.T) string {
	t.Helper()
	return schematest.Empty(t, pgtest.URL(t))
}

func TestMigrations_end_at_the_same_schema_after_down_and_up_again(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	bare := schematest.Shape(t, url)

	require.NoError(t, schema.Up(ctx, url, migrations.FS, quiet))
	full := schematest.Shape(t, url)
	require.Contains(t, full, "relation public.tickets ")

	require.NoError(t, schema.Down(ctx, url, migrations.FS, len(schematest.Names(t, migrations.FS, "down")), quiet))
	require.Equal(t, bare, schematest.Shape(t, url), "the way down leaves something behind")

	require.NoError(t, schema.Up(ctx, url, migrations.FS, quiet))
	require.Equal(t, full, schematest.Shape(t, url))
}

func TestMigrations_can_each_be_taken_back_and_run_again(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	some := fstest.MapFS{}
	for _, up := range schematest.Names(t, migrations.FS, "up") {
		for _, name := range []string{up, strings.Replace(up, ".up.", ".down.", 1)} {
			body, err := fs.ReadFile(migrations.FS, name)
			require.NoError(t, err)
			some[name] = &fstest.MapFile{Data: body}
		}
		require.NoError(t, schema.Up(ctx, url, some, quiet))
		once := schematest.Shape(t, url)
		require.NoError(t, schema.Down(ctx, url, some, 1, quiet))
		require.NoError(t, schema.Up(ctx, url, some, quiet))
		require.Equal(t, once, schematest.Shape(t, url), "%s is another one after down and up", up)
	}
}

func TestMigrations_survive_a_kill_in_every_file_in_both_directions(t *testing.T) {
	t.Parallel()
	ctx, url, calm := context.Background(), empty(t), empty(t)
	bare := schematest.Shape(t, calm)
	require.NoError(t, schema.Up(ctx, calm, migrations.FS, quiet))
	full := schematest.Shape(t, calm)

	schematest.KillEverywhere(t, url, "desk", migrations.FS, func() {
		require.NoError(t, schema.Up(ctx, url, migrations.FS, quiet))
		require.Equal(t, full, schematest.Shape(t, url))
	}, func() {
		require.Equal(t, bare, schematest.Shape(t, url))
	})
	require.NoError(t, schema.Up(ctx, url, migrations.FS, quiet))
	require.Equal(t, full, schematest.Shape(t, url))
	status, err := schema.Read(ctx, url, migrations.FS)
	require.NoError(t, err)
	status.Back = nil
	require.Equal(t, schema.Status{Version: status.Newest, Newest: status.Newest}, status)
}

func TestMigrations_run_once_when_six_processes_start_together(t *testing.T) {
	t.Parallel()
	url := empty(t)
	var all sync.WaitGroup
	var logs [6]string
	var failed [6]error
	for i := range logs {
		cmd, out := schematest.Run{URL: url, Source: "desk"}.Command(t)
		all.Go(func() {
			failed[i] = cmd.Run()
			logs[i] = out.String()
		})
	}
	all.Wait()
	for i, err := range failed {
		require.NoError(t, err, logs[i])
	}
	together := strings.Join(logs[:], "")
	for _, name := range schematest.Names(t, migrations.FS, "up") {
		require.Equal(t, 1, strings.Count(together, `"`+schematest.Committed+`" file=`+name), name)
	}
}
