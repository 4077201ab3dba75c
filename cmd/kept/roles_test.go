package main

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/demo"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/internal/pg/schema/schematest"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/work"
)

// parted is a database whose owner is one role and whose user is another, migrated, as the real commands leave it.
func parted(t *testing.T) *database {
	t.Helper()
	owner := schematest.Empty(t, pgtest.URL(t))
	d := &database{url: pgtest.Running(t, owner), owner: owner}
	t.Cleanup(func() { // the owner, who drops the database, cannot end another role's connections
		db, err := pg.Open(context.Background(), owner, pg.Options{})
		require.NoError(t, err)
		defer db.Close()
		require.Eventually(t, func() bool {
			var left int
			err := db.QueryRow(context.Background(), `select count(*) from pg_stat_activity where datname = current_database() and usename <> current_user`).Scan(&left)
			return err == nil && left == 0
		}, 10*time.Second, 10*time.Millisecond)
	})
	for range 2 { // the second time there is nothing to do
		require.NoError(t, d.migrate(t.Context(), slog.New(slog.DiscardHandler)))
	}
	return d
}

func open(t *testing.T, url string) *pg.DB {
	t.Helper()
	db, err := pg.Open(t.Context(), url, pg.Options{MaxConns: 6})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	return db
}

func TestRoles_what_runs_adds_to_the_audit_and_can_do_nothing_else_to_it(t *testing.T) {
	t.Parallel()
	d := parted(t)
	db := open(t, d.url)
	write := func() error {
		return db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
			return audit.Write(ctx, tx, audit.Entry{Kind: "team.added", Object: "Lines"})
		})
	}
	require.NoError(t, write())
	for _, q := range []string{
		`update audit set object = ''`, `delete from audit`, `truncate audit cascade`, `alter table audit disable trigger user`, `drop table audit cascade`,
		`insert into audit_chain select 9, entry_id, texts_digest, network_digest, previous, hash from audit_chain`, `delete from audit_chain`,
		`create or replace function chain_audit() returns trigger language plpgsql as 'begin return null; end'`, `set session_replication_role = replica`,
		`select grant_running('kept_app')`, `update schema_migrations set version = 1`, `create table public.audit_copy ()`, `set role kept`,
	} {
		_, err := db.Pool().Exec(t.Context(), q)
		require.ErrorContains(t, err, "SQLSTATE 42501", q)
	}
	require.NoError(t, write())
	v, err := audit.Verify(t.Context(), db)
	require.NoError(t, err)
	require.EqualValues(t, 2, v.Entries)
	require.Zero(t, v.Broken)
	f := role(t.Context(), db)
	require.True(t, f.OK)
	require.False(t, f.Warns, f.Where)
	mine := role(t.Context(), open(t, d.owner))
	require.True(t, mine.Warns, "one role for everything is warned of")
	require.Contains(t, mine.Detail, "KEPT_OWNER_DATABASE_URL")
}

func TestRoles_what_a_later_migration_makes_needs_no_grant(t *testing.T) {
	t.Parallel()
	d := parted(t)
	_, err := open(t, d.owner).Pool().Exec(t.Context(), `create table later (id bigint generated always as identity primary key, words text)`)
	require.NoError(t, err)
	db := open(t, d.url)
	_, err = db.Pool().Exec(t.Context(), `insert into later (words) values ('here')`)
	require.NoError(t, err)
	require.False(t, role(t.Context(), db).Warns)
}

func TestRoles_what_runs_does_not_migrate_and_says_who_must(t *testing.T) {
	t.Parallel()
	d := parted(t)
	alone := &database{url: d.url, owner: d.url}
	quiet := slog.New(slog.DiscardHandler)
	require.NoError(t, alone.migrate(t.Context(), quiet), "the schema is there")
	_, err := open(t, d.owner).Pool().Exec(t.Context(), `update schema_migrations set version = 23`)
	require.NoError(t, err)
	err = alone.migrate(t.Context(), quiet)
	require.ErrorIs(t, err, schema.ErrNotOwner)
	require.ErrorContains(t, err, "KEPT_OWNER_DATABASE_URL")
}

// TestRoles_a_demo_lives_by_the_role_that_runs lets the owner load the demo, and the other role do all the work of an hour.
func TestRoles_a_demo_lives_by_the_role_that_runs(t *testing.T) {
	t.Parallel()
	d := parted(t)
	files, err := blob.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, files.Close()) })
	base := &url.URL{Scheme: "http", Host: "127.0.0.1"}
	quiet := slog.New(slog.DiscardHandler)
	require.NoError(t, loadDemoAs(t.Context(), d.owner, files, base, quiet))
	db := open(t, d.url)
	workers, err := work.Start(t.Context(), db, work.Options{Sender: work.Capture(db), From: demoFrom, Domain: "nordby.example", BaseURL: base, Log: quiet, TestOnly: true})
	require.NoError(t, err)
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error { return people.MoveClock(ctx, tx, time.Hour) }))
	require.Eventually(t, func() bool {
		late, err := ticket.Lag(t.Context(), db)
		return err == nil && late == 0
	}, 30*time.Second, 50*time.Millisecond, "nobody acts on what fell due")
	require.NoError(t, workers.Stop(t.Context()))
	violations, err := ticket.Check(t.Context(), db)
	require.NoError(t, err)
	require.Empty(t, violations)
	require.Error(t, demo.Clear(t.Context(), db), "emptying is the owner's")
	require.NoError(t, demo.Clear(t.Context(), open(t, d.owner)))
	empty, err := demo.Empty(t.Context(), db)
	require.NoError(t, errors.Join(err))
	require.True(t, empty)
}
