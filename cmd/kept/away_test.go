package main

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg/pgtest"
)

// What a visitor waits for while the database is away, and what the product needs after it is back (issue 3).
const (
	longestAnswer   = 5 * time.Second
	longestRecovery = 10 * time.Second
)

// TestServe_says_so_while_the_database_is_away asks every route while the way to the database is cut, and while it
// swallows everything.
func TestServe_says_so_while_the_database_is_away(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(*pgtest.Cable){"cut": (*pgtest.Cable).Cut, "blocked": (*pgtest.Cable).Block} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			names, table := rows(t)
			w := populated(t, names)
			cable := pgtest.Wire(t, w.DB)
			h := w.handler(cable.DB, true)
			admin := w.actors[6]
			require.Equal(t, http.StatusOK, sendTo(t, h, call{method: http.MethodGet, path: "/desk", session: admin.session}).StatusCode)
			before := w.state(t)
			leave(cable)
			w.asksWithoutDatabase(t, h, table, admin)
			cable.Mend()
			began := time.Now()
			require.Eventually(t, func() bool {
				return sendTo(t, h, call{method: http.MethodGet, path: "/desk", session: admin.session}).StatusCode == http.StatusOK
			}, longestRecovery, 50*time.Millisecond)
			require.Less(t, time.Since(began), longestRecovery)
			require.Equal(t, before, w.state(t), "nothing was done half-way")
			require.Empty(t, w.logs.errors(), "a database that is away is no error of ours")
		})
	}
}

// asksWithoutDatabase asks every route once, ten at a time.
func (w *world) asksWithoutDatabase(t *testing.T, h http.Handler, table []row, by *actor) {
	t.Helper()
	type asked struct {
		row
		answer
		took time.Duration
	}
	var found []*asked
	known := map[string]bool{}
	for _, r := range table {
		if !known[r.method+r.route] {
			known[r.method+r.route] = true
			found = append(found, &asked{row: r})
		}
	}
	var all sync.WaitGroup
	for _, one := range found {
		c := call{method: one.method, path: w.address(one.row, by), session: by.session}
		if one.method == http.MethodPost {
			c.form = w.filled(one.row, by)
		}
		all.Go(func() {
			began := time.Now()
			one.answer = sendTo(t, h, c)
			one.took = time.Since(began)
			strict(t, c, one.answer)
		})
	}
	all.Wait()
	for _, one := range found {
		require.Less(t, one.took, longestAnswer, "%s", one.row)
		switch one.route {
		case "/healthz", "/assets/*":
			require.Equal(t, http.StatusOK, one.StatusCode, "%s", one.row)
		case "/readyz":
			require.Equal(t, http.StatusServiceUnavailable, one.StatusCode)
		default:
			require.Equal(t, http.StatusServiceUnavailable, one.StatusCode, "%s", one.row)
			require.Equal(t, "5", one.Header.Get("Retry-After"), "%s", one.row)
			require.Contains(t, one.body, `data-screen="problem"`, fmt.Sprint(one.row))
		}
	}
}
