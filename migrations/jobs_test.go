package migrations_test

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/migrations"
)

// firstOfJobs is the number of the file with the job library's version 1.
const firstOfJobs = 10

var trailing = regexp.MustCompile(`(?m)[ \t]+$`)

// A new version of the library has to get its own pair of files; until then this fails.
func TestJobs_are_the_tables_that_the_library_asks_for(t *testing.T) {
	t.Parallel()
	migrator, err := rivermigrate.New(riverpgxv5.New(nil), nil)
	require.NoError(t, err)
	names, err := fs.Glob(migrations.FS, "*_jobs_*.up.sql")
	require.NoError(t, err)
	require.Len(t, names, len(migrator.AllVersions()))
	for _, version := range migrator.AllVersions() {
		for direction, sql := range map[string]string{"up": version.SQLUp, "down": version.SQLDown} {
			name := fmt.Sprintf("%06d_jobs_%d.%s.sql", firstOfJobs-1+version.Version, version.Version, direction)
			body, err := fs.ReadFile(migrations.FS, name)
			require.NoError(t, err)
			wanted := trailing.ReplaceAllString(strings.ReplaceAll(sql, "/* TEMPLATE: schema */", ""), "")
			require.Contains(t, string(body), strings.TrimSpace(wanted), name)
		}
	}
}

func TestJobs_are_valid_to_the_library_and_get_done(t *testing.T) {
	t.Parallel()
	ctx, url := context.Background(), empty(t)
	require.NoError(t, schema.Up(ctx, url, migrations.FS, quiet))
	pool, err := pgxpool.New(ctx, url)
	require.NoError(t, err)
	defer pool.Close()

	migrator, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	require.NoError(t, err)
	result, err := migrator.Validate(ctx, nil)
	require.NoError(t, err)
	require.True(t, result.OK, result.Messages)

	done := make(chan string, 1)
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(_ context.Context, job *river.Job[letter]) error {
		done <- job.Args.To
		return nil
	}))
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Queues:  map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 1}},
		Workers: workers, Logger: slog.New(slog.DiscardHandler),
		FetchCooldown: 10 * time.Millisecond, FetchPollInterval: 100 * time.Millisecond, TestOnly: true,
	})
	require.NoError(t, err)
	require.NoError(t, client.Start(ctx))
	defer func() { require.NoError(t, client.Stop(ctx)) }()
	_, err = client.Insert(ctx, letter{To: "Anna"}, nil)
	require.NoError(t, err)
	select {
	case to := <-done:
		require.Equal(t, "Anna", to)
	case <-time.After(10 * time.Second):
		t.Fatal("the job was never done")
	}
}

type letter struct {
	To string `json:"to"`
}

func (letter) Kind() string { return "letter" }
