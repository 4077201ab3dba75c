package pgtest_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestMould_gives_each_test_its_own_copy_of_what_was_furnished_once(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	var m pgtest.Mould
	furnished := 0
	copied := func(t *testing.T) *pg.DB {
		return m.Copy(t, func(t testing.TB, db *pg.DB) {
			furnished++
			_, err := db.Pool().Exec(ctx, `insert into teams (name) values ('First line')`)
			require.NoError(t, err)
			_, err = db.Pool().Exec(ctx, `insert into clock (shift) values (interval '1 day')`)
			require.NoError(t, err)
		})
	}
	count := func(t *testing.T, db *pg.DB) (n int) {
		require.NoError(t, db.QueryRow(ctx, `select count(*) from teams`).Scan(&n))
		return n
	}
	now := func(t *testing.T, db *pg.DB) (now time.Time) {
		require.NoError(t, db.QueryRow(ctx, `select kept_now()`).Scan(&now))
		return now
	}
	one, other := copied(t), copied(t)
	_, err := one.Pool().Exec(ctx, `insert into teams (name) values ('Technical')`)
	require.NoError(t, err)

	require.Equal(t, 1, furnished)
	require.Equal(t, 2, count(t, one))
	require.Equal(t, 1, count(t, other))
	began := now(t, one)
	require.False(t, now(t, copied(t)).Before(time.Now().Add(23*time.Hour)), "the clock of a copy runs")
	require.WithinDuration(t, began, now(t, copied(t)), time.Minute)
}

func TestMould_that_could_not_be_furnished_is_told_to_every_test(t *testing.T) {
	t.Parallel()
	var m pgtest.Mould
	for range 2 {
		told := &failing{TB: t}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			m.Copy(told, func(t testing.TB, _ *pg.DB) { require.Fail(t, "it rains in") })
		}()
		<-ended
		require.True(t, told.failed)
	}
}

// failing is a test that notes that it failed, and goes no further.
type failing struct {
	testing.TB
	failed bool
}

func (f *failing) Errorf(string, ...any) { f.failed = true }

func (f *failing) FailNow() {
	f.failed = true
	runtime.Goexit()
}
