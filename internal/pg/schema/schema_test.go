package schema_test

import (
	"context"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/internal/pg/schema/schematest"
)

const end = "\nupdate schema_migrations set dirty = false;\n"

// sheds is a folder with an index that is built concurrently in its middle.
var sheds = fstest.MapFS{
	"000001_sheds.up.sql":       {Data: []byte("create table sheds (id bigint, name text);\ninsert into sheds select n, 'shed ' || n from generate_series(1, 1000) n;" + end)},
	"000001_sheds.down.sql":     {Data: []byte("drop table sheds;" + end)},
	"000003_no_index.up.sql":    {Data: []byte("drop index if exists sheds_name;" + end)},
	"000003_no_index.down.sql":  {Data: []byte("select 1;" + end)},
	"000004_index.up.sql":       {Data: []byte("create unique index concurrently sheds_name on sheds (name);")},
	"000004_index.down.sql":     {Data: []byte("drop index concurrently if exists sheds_name;")},
	"000005_shed_keys.up.sql":   {Data: []byte("alter table sheds add primary key (id);" + end)},
	"000005_shed_keys.down.sql": {Data: []byte("alter table sheds drop constraint sheds_pkey;\nalter table sheds alter column id drop not null;" + end)},
}

// hatch stops in its middle until nobody holds the advisory lock 77.
var hatch = fstest.MapFS{
	"000001_hatch.up.sql":   {Data: []byte("create table hatch (id bigint);\nselect pg_advisory_xact_lock(77);" + end)},
	"000001_hatch.down.sql": {Data: []byte("drop table hatch;" + end)},
}

// quiet keeps the runner's log out of the tests'.
var quiet = schema.Log(slog.New(slog.DiscardHandler))

func TestMain(m *testing.M) {
	schematest.Child(map[string]fs.FS{"sheds": sheds, "hatch": hatch})
	os.Exit(pgtest.Run(m))
}

// empty is the address of a database with nothing in it.
func empty(t *testing.T) string {
	t.Helper()
	return schematest.Empty(t, pgtest.URL(t))
}

// with is the folder and one version more, which may be wrong.
func with(src fstest.MapFS, name, up, down string) fstest.MapFS {
	more := maps.Clone(src)
	more[name+".up.sql"] = &fstest.MapFile{Data: []byte(up)}
	more[name+".down.sql"] = &fstest.MapFile{Data: []byte(down)}
	return more
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(context.Background())) })
	return conn
}

func TestUp_and_Down_walk_the_whole_way(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	bare := schematest.Shape(t, url)
	status, err := schema.Read(ctx, url, sheds)
	require.NoError(t, err)
	require.Equal(t, schema.Status{Newest: 5, Pending: []schema.Step{
		{Version: 1, File: "000001_sheds.up.sql"},
		{Version: 3, File: "000003_no_index.up.sql"},
		{Version: 4, File: "000004_index.up.sql"},
		{Version: 5, File: "000005_shed_keys.up.sql"},
	}}, status)
	require.Equal(t, bare, schematest.Shape(t, url), "reading made something")

	require.NoError(t, schema.Up(ctx, url, sheds, quiet))
	full := schematest.Shape(t, url)
	require.Contains(t, full, "CREATE UNIQUE INDEX sheds_name")
	status, err = schema.Read(ctx, url, sheds)
	require.NoError(t, err)
	require.Equal(t, schema.Status{Version: 5, Newest: 5, Back: []schema.Step{
		{Version: 5, File: "000005_shed_keys.down.sql"},
		{Version: 4, File: "000004_index.down.sql"},
		{Version: 3, File: "000003_no_index.down.sql"},
		{Version: 1, File: "000001_sheds.down.sql"},
	}}, status)
	require.NoError(t, schema.Up(ctx, url, sheds, quiet), "nothing to do is no error")

	require.NoError(t, schema.Down(ctx, url, sheds, 2, quiet))
	status, err = schema.Read(ctx, url, sheds)
	require.NoError(t, err)
	require.Equal(t, uint(3), status.Version)
	require.NoError(t, schema.Down(ctx, url, sheds, 9, quiet))
	require.Equal(t, bare, schematest.Shape(t, url))
	require.NoError(t, schema.Down(ctx, url, sheds, 1, quiet))
	require.Error(t, schema.Down(ctx, url, sheds, 0, quiet))

	require.NoError(t, schema.Up(ctx, url, sheds, quiet))
	require.Equal(t, full, schematest.Shape(t, url))
}

func TestUp_and_Down_say_in_one_line_what_has_changed(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	var said strings.Builder
	log := schema.Log(slog.New(slog.NewTextHandler(&said, nil)))
	require.NoError(t, schema.Up(ctx, url, sheds, log))
	require.NoError(t, schema.Up(ctx, url, sheds, log), "nothing has changed, and nothing is said")
	require.NoError(t, schema.Down(ctx, url, sheds, 2, log))
	require.NoError(t, schema.Down(ctx, url, sheds, 9, log))
	lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(said.String()), "\n"), func(line string) bool {
		return strings.Contains(line, "waits for another process") // another test's lock is being let go of
	})
	require.Len(t, lines, 3, said.String())
	for i, end := range []string{"from=0 to=5", "from=5 to=3", "from=3 to=0"} {
		require.Contains(t, lines[i], `level=INFO msg="schema migrated" `+end)
	}
}

func TestUp_and_Down_survive_a_kill_in_every_file(t *testing.T) {
	t.Parallel()
	ctx, url, calm := context.Background(), empty(t), empty(t)
	bare := schematest.Shape(t, calm)
	require.NoError(t, schema.Up(ctx, calm, sheds, quiet))
	full := schematest.Shape(t, calm)
	schematest.KillEverywhere(t, url, "sheds", sheds, func() {
		require.NoError(t, schema.Up(ctx, url, sheds, quiet))
		require.Equal(t, full, schematest.Shape(t, url))
	}, func() {
		require.NoError(t, schema.Down(ctx, url, sheds, 1, quiet))
		require.Equal(t, bare, schematest.Shape(t, url))
	})
	require.NoError(t, schema.Up(ctx, url, sheds, quiet))
	require.Equal(t, full, schematest.Shape(t, url))
}

func TestUp_runs_once_when_six_processes_build_an_index_together(t *testing.T) {
	t.Parallel()
	url := empty(t)
	var all sync.WaitGroup
	var logs [6]string
	var failed [6]error
	for i := range logs {
		cmd, out := schematest.Run{URL: url, Source: "sheds"}.Command(t)
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
	for _, name := range schematest.Names(t, sheds, "up") {
		require.Equal(t, 1, strings.Count(together, `"`+schematest.Committed+`" file=`+name), name)
	}
}

func TestUp_refuses_a_schema_newer_than_its_files(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	newer := with(sheds, "000006_doors", "create table doors (id bigint);"+end, "drop table doors;"+end)
	require.NoError(t, schema.Up(ctx, url, newer, quiet))
	before := schematest.Shape(t, url)

	for _, err := range []error{schema.Up(ctx, url, sheds, quiet), schema.Down(ctx, url, sheds, 1, quiet)} {
		require.ErrorIs(t, err, schema.ErrNewer)
		require.ErrorContains(t, err, "it is at version 6, and this program ends at 5 (000005_shed_keys.up.sql)")
	}
	require.Equal(t, before, schematest.Shape(t, url))
	status, err := schema.Read(ctx, url, sheds)
	require.NoError(t, err)
	require.Equal(t, schema.Status{Version: 6, Newest: 5}, status)
}

func TestUp_refuses_a_file_that_was_added_below_the_newest(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	require.NoError(t, schema.Up(ctx, url, sheds, quiet))
	late := with(sheds, "000002_late", "create table late (id bigint);"+end, "drop table late;"+end)
	status, err := schema.Read(ctx, url, late)
	require.NoError(t, err)
	require.Equal(t, uint(5), status.Version)
	require.Equal(t, []schema.Step{{Version: 2, File: "000002_late.up.sql"}}, status.Skipped)
	for _, err := range []error{schema.Up(ctx, url, late, quiet), schema.Down(ctx, url, late, 1, quiet)} {
		require.ErrorIs(t, err, schema.ErrSkipped)
		require.ErrorContains(t, err, "000002_late.up.sql has never run; give the file a number above 5")
	}

	// Below it the file is one like all others.
	require.NoError(t, schema.Down(ctx, url, sheds, 3, quiet))
	require.NoError(t, schema.Up(ctx, url, late, quiet))
	status, err = schema.Read(ctx, url, late)
	require.NoError(t, err)
	require.Equal(t, uint(5), status.Version)
	require.Empty(t, status.Skipped)
}

func TestUp_takes_a_database_without_a_record_for_whole(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	require.NoError(t, schema.Up(ctx, url, sheds, quiet))
	_, err := connect(t, url).Exec(ctx, "alter table schema_steps drop column ran")
	require.NoError(t, err)
	late := with(sheds, "000002_late", "create table late (id bigint);"+end, "drop table late;"+end)
	status, err := schema.Read(ctx, url, late)
	require.NoError(t, err)
	require.Empty(t, status.Skipped, "nobody can know")

	require.NoError(t, schema.Up(ctx, url, sheds, quiet))
	status, err = schema.Read(ctx, url, late)
	require.NoError(t, err)
	require.Len(t, status.Skipped, 1, "known from then on")
}

func TestUp_refuses_a_number_that_it_has_no_file_for(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	odd := fstest.MapFS{}
	odd = with(odd, "000002_odd", "select 1;"+end, "select 1;"+end)
	require.NoError(t, schema.Up(ctx, url, odd, quiet))
	err := schema.Up(ctx, url, sheds, quiet)
	require.ErrorIs(t, err, schema.ErrUnknown)
	require.ErrorContains(t, err, "at version 2")
}

func TestUp_names_the_file_and_line_of_an_error_and_can_be_run_again(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	require.NoError(t, schema.Up(ctx, url, sheds, quiet))
	before := schematest.Shape(t, url)
	good, down := "create table doors (id bigint);"+end, "drop table doors;"+end
	bad := with(sheds, "000006_doors", "create table doors (id bigint);\nselect nothing from nowhere;"+end, down)

	err := schema.Up(ctx, url, bad, quiet)
	require.ErrorContains(t, err, `000006_doors.up.sql: line 2: ERROR: relation "nowhere" does not exist`)
	require.Equal(t, before, schematest.Shape(t, url))
	status, err := schema.Read(ctx, url, bad)
	require.NoError(t, err)
	require.Equal(t, schema.Step{Version: 6, File: "000006_doors.down.sql"}, status.Back[0])
	status.Back = nil
	require.Equal(t, schema.Status{Version: 5, Newest: 6, Dirty: true, Pending: []schema.Step{{Version: 6, File: "000006_doors.up.sql"}}}, status)

	// The program from before the failed update still starts: nothing of the new file is there.
	require.NoError(t, schema.Up(ctx, url, sheds, quiet))
	// And so does the corrected one, straight from another failure.
	require.Error(t, schema.Up(ctx, url, bad, quiet))
	require.NoError(t, schema.Up(ctx, url, with(sheds, "000006_doors", good, down), quiet))
	require.Contains(t, schematest.Shape(t, url), "relation public.doors")
}

func TestDown_counts_a_broken_way_up_as_taken_back(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	bad := with(sheds, "000006_doors", "select nothing;"+end, "select 1;"+end)
	require.ErrorContains(t, schema.Up(ctx, url, bad, quiet), "000006_doors.up.sql")

	require.NoError(t, schema.Down(ctx, url, bad, 1, quiet))
	status, err := schema.Read(ctx, url, bad)
	require.NoError(t, err)
	require.Equal(t, uint(5), status.Version)
	require.False(t, status.Dirty)
}

func TestUp_builds_an_index_again_that_was_left_invalid(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	conn := connect(t, url)
	broken := with(sheds, "000001_sheds", "create table sheds (id bigint, name text);\ninsert into sheds values (1, 'shed'), (2, 'shed');"+end, "drop table sheds;"+end)
	require.ErrorContains(t, schema.Up(ctx, url, broken, quiet), "000004_index.up.sql: ERROR: could not create unique index")
	require.Contains(t, schematest.Shape(t, url), "sheds USING btree (name) invalid")
	status, err := schema.Read(ctx, url, broken)
	require.NoError(t, err)
	require.Equal(t, uint(1), status.Version, "the file that drops the index runs again")

	_, err = conn.Exec(ctx, "delete from sheds where id = 2")
	require.NoError(t, err)
	require.NoError(t, schema.Up(ctx, url, broken, quiet))
	require.NotContains(t, schematest.Shape(t, url), "invalid")
}

func TestUp_leaves_a_dirty_version_to_a_person_when_nobody_noted_the_step(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	require.NoError(t, schema.Up(ctx, url, sheds, quiet))
	_, err := connect(t, url).Exec(ctx, "update schema_migrations set version = 4, dirty = true")
	require.NoError(t, err)

	err = schema.Up(ctx, url, sheds, quiet)
	require.ErrorIs(t, err, schema.ErrUnknown)
	require.ErrorContains(t, err, "dirty at version 4")
	_, err = schema.Read(ctx, url, sheds)
	require.ErrorIs(t, err, schema.ErrUnknown)
}

func TestUp_hides_the_password_of_an_address_that_it_cannot_read(t *testing.T) {
	t.Parallel()
	err := schema.Up(context.Background(), "postgres://kept:secret@host:notaport/db", sheds, quiet)
	require.ErrorContains(t, err, "not a valid Postgres URL")
	require.NotContains(t, err.Error(), "secret")
}
