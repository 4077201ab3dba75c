package people_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/go-chi/httprate"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

// counts hands a counter to f, in a unit of work.
func counts(t *testing.T, db *pg.DB, r people.Rate, f func(tries *people.Tries) error) {
	t.Helper()
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error { return f(people.CountTries(ctx, tx, r)) }))
}

func TestTries_are_counted_by_window_and_key_across_processes(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	rate := people.Rate{Name: "ask", Limit: 5, Window: time.Hour}
	now := time.Now().UTC().Truncate(time.Hour)
	before := now.Add(-time.Hour)
	for _, try := range []struct {
		key  string
		at   time.Time
		much int
	}{{"hanna@kund.example", before, 1}, {"hanna@kund.example", now, 2}, {"hanna@kund.example", now, 1}, {"else@kund.example", now, 1}} {
		counts(t, db, rate, func(tries *people.Tries) error { return tries.IncrementBy(try.key, try.at, try.much) })
	}
	var current, previous int
	get := func(tries *people.Tries) (err error) {
		current, previous, err = tries.Get("hanna@kund.example", now, before)
		return err
	}
	counts(t, db, rate, get)
	require.Equal(t, 3, current)
	require.Equal(t, 1, previous)
	counts(t, db, people.Rate{Name: "signin", Limit: 5, Window: time.Hour}, get)
	require.Zero(t, current, "another rate counts for itself")
	var isClear bool
	require.NoError(t, db.QueryRow(t.Context(), `select bool_or(key like '%hanna%') from throttles`).Scan(&isClear))
	require.False(t, isClear, "no address stands in the table")
}

func TestTries_forget_windows_that_are_over(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	rate := people.Rate{Name: "ask", Limit: 5, Window: time.Hour}
	counts(t, db, rate, func(tries *people.Tries) error {
		return tries.Increment("old", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	})
	counts(t, db, rate, func(tries *people.Tries) error { return tries.Increment("new", time.Now()) })
	var left int
	require.NoError(t, db.QueryRow(t.Context(), `select count(*) from throttles`).Scan(&left))
	require.Equal(t, 1, left)
}

// limiterOf is httprate's limiter on a counter.
func limiterOf(rate people.Rate, tries *people.Tries) *httprate.RateLimiter {
	return httprate.NewRateLimiter(rate.Limit, rate.Window, httprate.WithLimitCounter(tries))
}

func TestTries_serve_httprates_limiter(t *testing.T) {
	t.Parallel()
	rate := people.Rate{Name: "ask", Limit: 2, Window: time.Hour}
	counts(t, pgtest.DB(t), rate, func(tries *people.Tries) error {
		isOpen, n, err := limiterOf(rate, tries).Status("k")
		require.True(t, isOpen)
		require.Zero(t, n)
		return err
	})
}

func TestTry_that_was_none_is_taken_back_once(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	rate := people.Rate{Name: "signin", Limit: 2, Window: time.Hour}
	now := time.Now().UTC().Truncate(time.Hour)
	var try people.Try
	for range 2 {
		counts(t, db, rate, func(tries *people.Tries) error {
			err := tries.Increment("maja@nordby.example", now)
			try = tries.Last()
			return err
		})
	}
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return errors.Join(try.TakeBack(ctx, tx), people.Try{}.TakeBack(ctx, tx))
	}))
	var left int
	require.NoError(t, db.QueryRow(t.Context(), `select count from throttles`).Scan(&left))
	require.Equal(t, 1, left)
}
