package people_test

import (
	"testing"
	"time"

	"github.com/go-chi/httprate"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestTries_are_counted_by_window_and_key_across_processes(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	rate := people.Rate{Name: "ask", Limit: 5, Window: time.Hour}
	one, other := people.CountTries(t.Context(), db, rate), people.CountTries(t.Context(), db, rate)
	now := time.Now().UTC().Truncate(time.Hour)
	before := now.Add(-time.Hour)
	require.NoError(t, one.Increment("hanna@kund.example", before))
	require.NoError(t, other.IncrementBy("hanna@kund.example", now, 2))
	require.NoError(t, one.Increment("hanna@kund.example", now))
	require.NoError(t, one.Increment("else@kund.example", now))
	current, previous, err := other.Get("hanna@kund.example", now, before)
	require.NoError(t, err)
	require.Equal(t, 3, current)
	require.Equal(t, 1, previous)
	elsewhere := people.CountTries(t.Context(), db, people.Rate{Name: "signin", Limit: 5, Window: time.Hour})
	current, _, err = elsewhere.Get("hanna@kund.example", now, before)
	require.NoError(t, err)
	require.Zero(t, current, "another rate counts for itself")
	var isClear bool
	require.NoError(t, db.QueryRow(t.Context(), `select bool_or(key like '%hanna%') from throttles`).Scan(&isClear))
	require.False(t, isClear, "no address stands in the table")
}

func TestTries_forget_windows_that_are_over(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	rate := people.Rate{Name: "ask", Limit: 5, Window: time.Hour}
	require.NoError(t, people.CountTries(t.Context(), db, rate).Increment("old", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.NoError(t, people.CountTries(t.Context(), db, rate).Increment("new", time.Now()))
	var left int
	require.NoError(t, db.QueryRow(t.Context(), `select count(*) from throttles`).Scan(&left))
	require.Equal(t, 1, left)
}

func TestTries_serve_httprates_limiter(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	rate := people.Rate{Name: "ask", Limit: 2, Window: time.Hour}
	limiter := httprate.NewRateLimiter(rate.Limit, rate.Window, httprate.WithLimitCounter(people.CountTries(t.Context(), db, rate)))
	isOpen, tries, err := limiter.Status("k")
	require.NoError(t, err)
	require.True(t, isOpen)
	require.Zero(t, tries)
}
