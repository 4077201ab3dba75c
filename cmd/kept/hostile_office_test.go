package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// letsDown reports whether a route is about a promise that was not kept.
func letsDown(route string) bool {
	return slices.Contains([]string{releases, drops, fromOffice + "/apologies", fromOffice + "/dismissals"}, route)
}

// letDown lets the time pass that a ticket's customer was promised, so that an apology is due, where a route is about
// one: held by the brake where it is about what the brake holds.
func (s *site) letDown(route string, x things) {
	s.T.Helper()
	if !letsDown(route) {
		return
	}
	s.Stop(s.Now().Add(6*time.Hour + time.Minute))
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Pass(ctx, tx, people.System, x.id)
		return err
	})
	if route == releases || route == drops {
		_, err := s.DB.Pool().Exec(s.T.Context(), `update apologies set state = 'held' where ticket_id = $1`, x.id)
		require.NoError(s.T, err)
	}
}

// TestOffice_numbers_that_are_none_lead_nowhere puts numbers that no row has into every address of the supervisors'.
func TestOffice_numbers_that_are_none_lead_nowhere(t *testing.T) {
	t.Parallel()
	s := opened(t)
	x, admin := s.askedUp(s.make(s.Hanna, true)), s.signedIn(s.Karin.ID)
	before := s.state(t)
	for _, number := range []string{"-1", "0", "00", "1e3", "0x1", "9223372036854775807", "9223372036854775808", "-9223372036854775809", strings.Repeat("9", 400), "%D9%A3", "%00", "1%2F2", "%20"} {
		for _, route := range posts(t) {
			if !strings.HasPrefix(route, "/office/") || !strings.Contains(route, "{") {
				continue
			}
			path := strings.NewReplacer("{number}", number, "{question}", number, "{suspended}", number, "{block}", number).Replace(route)
			a := s.send(t, call{method: http.MethodPost, path: path, form: s.fields(route, x), session: admin})
			want := []int{400, 404}
			if strings.HasPrefix(route, "/office/spam/") { // what is not in the list any more is a conflict: somebody was quicker
				want = append(want, 409)
			}
			require.Contains(t, want, a.StatusCode, path)
		}
		for path, want := range map[string][]int{
			"/office/questions/" + number:       {400, 404},
			"/office/mail?after=" + number:      {200, 400, 404},
			"/office/spam?after=" + number:      {200, 400, 404},
			"/desk?view=handed&level=" + number: {200, 400},
			"/desk?view=near&owner=" + number:   {200, 400, 404},
			"/desk?view=stuck&owner=" + number:  {200, 400, 404},
		} {
			a := s.send(t, call{method: http.MethodGet, path: path, session: admin})
			require.Contains(t, want, a.StatusCode, path)
		}
	}
	require.Equal(t, before, s.state(t))
	require.Empty(t, s.logs.errors())
}
