// Package schematest tries migrations in a test: it compares the shapes of databases, and it starts processes that
// migrate and are killed at a chosen moment. Only tests may import it.
package schematest

import (
	"context"
	_ "embed"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// shapeQuery tells everything but the rows.
//
//go:embed shape.sql
var shapeQuery string

var databases atomic.Int64

// Empty makes a database with nothing in it beside the one at server, and returns its address. It is dropped when the
// test ends.
func Empty(t *testing.T, server string) string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	require.NoError(t, err)
	name := fmt.Sprintf("schema_%d_%d", conn.PgConn().PID(), databases.Add(1))
	_, err = conn.Exec(ctx, "create database "+name+" template template0 strategy file_copy")
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := conn.Exec(ctx, "drop database "+name+" with (force)")
		require.NoError(t, err)
		require.NoError(t, conn.Close(ctx))
	})
	u, err := url.Parse(server)
	require.NoError(t, err)
	u.Path = "/" + name
	return u.String()
}

// Shape tells every table, column, constraint, index, trigger, function and so on in a database, one a line, sorted;
// two databases with the same shape give the same text. What the migrations themselves keep is left out.
func Shape(t *testing.T, url string) string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(ctx)) }()
	rows, err := conn.Query(ctx, shapeQuery)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return strings.Join(lines, "\n")
}

// Names lists the files of one direction ("up" or "down") in the order in which they run.
func Names(t *testing.T, src fs.FS, direction string) []string {
	t.Helper()
	names, err := fs.Glob(src, "*."+direction+".sql")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	slices.Sort(names)
	if direction == "down" {
		slices.Reverse(names)
	}
	return names
}
