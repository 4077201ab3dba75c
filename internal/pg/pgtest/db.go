package pgtest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/migrations"
)

// template is the database that every test's own is a copy of: migrated, and with nobody connected.
var template struct {
	once sync.Once
	name string
	err  error
}

var copies atomic.Int64

// DB is a database of the test's own, with the whole schema in it, dropped when the test ends.
func DB(t testing.TB) *pg.DB {
	t.Helper()
	db, err := pg.Open(context.Background(), NewURL(t), pg.Options{MaxConns: 8})
	require.NoError(t, err)
	t.Cleanup(db.Close) // before the drop: cleanups run last in, first out
	return db
}

// NewURL is the address of a database of the test's own, for tests that connect by themselves. It has the whole
// schema, and is dropped when the test ends, whoever is still connected.
func NewURL(t testing.TB) string {
	t.Helper()
	base := URL(t)
	template.once.Do(func() { template.name, template.err = makeTemplate(base) })
	require.NoError(t, template.err)
	return copyOf(t, base, template.name)
}

// copyOf is the address of a copy of a database with whom nobody is connected, dropped when the test ends.
func copyOf(t testing.TB, base, original string) string {
	t.Helper()
	name := fmt.Sprintf("%s_%d", template.name, copies.Add(1))
	require.NoError(t, admin(base, fmt.Sprintf(`create database %s template %s strategy file_copy`, name, original)))
	t.Cleanup(func() {
		if err := drop(base, name); err != nil {
			t.Errorf("pgtest: drop the test's database: %v", err)
		}
	})
	return within(base, name)
}

func drop(base, name string) error {
	return admin(base, fmt.Sprintf(`drop database if exists %s with (force)`, name))
}

// Stop lets the desk's clock stand still at an instant.
func Stop(t testing.TB, db *pg.DB, at time.Time) {
	t.Helper()
	const q = `insert into clock (stopped_at) values ($1) on conflict (id) do update set stopped_at = excluded.stopped_at`
	_, err := db.Pool().Exec(context.Background(), q, at)
	require.NoError(t, err)
}

// Tx is a unit of work in a database of the test's own that is never committed; what the schema checks at a commit
// is checked at the test's end.
func Tx(t testing.TB) *pg.Tx {
	t.Helper()
	ctx := context.Background()
	db := DB(t)
	raw, err := db.Pool().Begin(ctx)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := raw.Exec(ctx, `set constraints all immediate`)
		if rolled := raw.Rollback(ctx); err == nil {
			err = rolled
		}
		if err != nil {
			t.Errorf("pgtest: the unit of work could not have been committed: %v", err)
		}
	})
	tx := db.Wrap(raw)
	require.NoError(t, tx.ReadClock(ctx))
	return tx
}

func makeTemplate(base string) (string, error) {
	name := fmt.Sprintf("kept_template_%d", time.Now().UnixNano())
	if err := admin(base, `create database `+name); err != nil {
		return "", err
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	return name, schema.Up(context.Background(), within(base, name), migrations.FS, schema.Log(quiet))
}

// dropTemplate removes the templates from a server that outlives this binary.
func dropTemplate(base string) error {
	if template.name == "" {
		return nil
	}
	moulds.mu.Lock()
	defer moulds.mu.Unlock()
	for _, name := range append(moulds.names, template.name) {
		if err := drop(base, name); err != nil {
			return fmt.Errorf("drop the tests' template: %w", err)
		}
	}
	return nil
}

func admin(base, sql string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	if closed := conn.Close(ctx); err == nil {
		err = closed
	}
	return err
}

// within is the address of another database on the same server.
func within(base, name string) string {
	if u, err := url.Parse(base); err == nil && u.Scheme != "" {
		u.Path = "/" + name
		return u.String()
	}
	return strings.TrimSpace(base) + " dbname=" + name
}
