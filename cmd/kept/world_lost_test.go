package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

const lostRoute = "/desk/lost"

// lostThings are a ticket whose owner is there after all (one whose owner has left no act of the rooms leaves behind), a mail that did
// not arrive, and a job that nobody tries any more.
type lostThings struct {
	number, mail, job int64
	gone              people.ID // who is there after all
}

func isAboutLost(route string) bool { return strings.HasPrefix(route, lostRoute) }

// makeLost loses them.
func (s *site) makeLost() (l lostThings) {
	s.T.Helper()
	exec := func(q string, args ...any) {
		_, err := s.DB.Pool().Exec(s.T.Context(), q, args...)
		require.NoError(s.T, err)
	}
	const gone = `select id from people where name = 'Gone Away' and role = 'agent'`
	if err := s.DB.QueryRow(s.T.Context(), gone).Scan(&l.gone); err != nil {
		l.gone = s.Hires(people.Agent, "Gone Away").ID
	}
	id := s.Asks(s.Hanna, "Lost")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Assign(ctx, tx, s.Karin.Acting(), id, ticket.Handing{To: &l.gone})
	})
	exec(`update outbox set state = 'failed', next_try_at = null where ticket_id = $1 and state <> 'sent'`, id)
	exec(`update river_job set state = 'discarded', finalized_at = clock_timestamp() where id = (select max(id) from river_job)`)
	l.number = s.Ticket(id).Number
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), `select max(id) from outbox where ticket_id = $1`, id).Scan(&l.mail))
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), `select max(id) from river_job`).Scan(&l.job))
	return l
}

// address fills a route's address with what a row names.
func (l lostThings) address(r row) string {
	number, mail, job := fmt.Sprint(l.number), fmt.Sprint(l.mail), fmt.Sprint(l.job)
	switch r.object {
	case "nonsense":
		number, mail, job = nonsense, nonsense, nonsense
	case "nothing there":
		number, mail, job = nowhere, nowhere, nowhere
	}
	return strings.NewReplacer("{number}", number, "{mail}", mail, "{job}", job).Replace(r.route)
}

// fields are those of a form of the page; nil: of none of these.
func (l lostThings) fields(route string) url.Values {
	switch {
	case route == lostRoute+"/tickets/{number}/releases":
		return url.Values{"person": {fmt.Sprint(l.gone)}}
	case isAboutLost(route):
		return url.Values{}
	}
	return nil
}
