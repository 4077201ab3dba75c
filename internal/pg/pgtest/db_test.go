package pgtest_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestDB_has_the_schema_and_a_clock_that_stands_still(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	at := time.Date(2026, 11, 9, 11, 0, 0, 0, time.UTC)
	pgtest.Stop(t, db, at)

	var now time.Time
	require.NoError(t, db.QueryRow(context.Background(), `select kept_now()`).Scan(&now))

	require.Equal(t, at, now)
}

func TestDB_is_the_tests_own(t *testing.T) {
	t.Parallel()
	one, other := pgtest.DB(t), pgtest.DB(t)
	_, err := one.Pool().Exec(context.Background(), `insert into teams (name) values ('First line')`)
	require.NoError(t, err)

	var n int
	require.NoError(t, other.QueryRow(context.Background(), `select count(*) from teams`).Scan(&n))

	require.Zero(t, n)
}
