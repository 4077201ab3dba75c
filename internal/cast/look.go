package cast

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func collect[T any](t testing.TB, rows pgx.Rows) []T {
	t.Helper()
	found, err := pgx.CollectRows(rows, pgx.RowTo[T])
	require.NoError(t, err)
	return found
}

// Ticket is a ticket's row as it stands.
func (s *Stage) Ticket(id ticket.ID) ticket.Ticket {
	s.T.Helper()
	return s.Whole(id).Ticket
}

// Whole is a ticket with everything on it, as the staff sees it.
func (s *Stage) Whole(id ticket.ID) ticket.Whole {
	s.T.Helper()
	var number int64
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), `select number from tickets where id = $1`, id).Scan(&number))
	w, err := ticket.Get(s.T.Context(), s.DB, s.Karin.Acting(), number)
	require.NoError(s.T, err)
	return w
}

// Latest is the newest promise of a kind on a ticket; the test fails if there is none.
func (s *Stage) Latest(id ticket.ID, kind promise.Kind) *promise.Promise {
	s.T.Helper()
	all := s.All(id, kind)
	require.NotEmpty(s.T, all, "a %s", kind)
	return all[len(all)-1]
}

// All are a ticket's promises of a kind, in the order in which they were made.
func (s *Stage) All(id ticket.ID, kind promise.Kind) []*promise.Promise {
	s.T.Helper()
	var found []*promise.Promise
	for _, p := range s.Whole(id).Promises {
		if p.Kind == kind {
			found = append(found, p)
		}
	}
	return found
}

// Pending requires that exactly these promises run, in the order in which they fall due, each written as
// "first_reply Mon 9 Nov 12:00", and that the first of them is the ticket's next one.
func (s *Stage) Pending(id ticket.ID, want ...string) {
	s.T.Helper()
	w := s.Whole(id)
	got := []string{}
	for _, p := range w.Book().Pending() {
		got = append(got, string(p.Kind)+" "+s.Show(p.Due))
	}
	require.Equal(s.T, append([]string{}, want...), got, "what is pending")
	if len(want) > 0 {
		require.Equal(s.T, want[0], string(w.Next().Kind)+" "+s.Show(w.Next().Due), "what is next")
	}
}

// Ledger requires the ticket's promises of a kind, each written as "broken Mon 9 Nov 12:00" by its state and due time,
// with ", delivered", ", released" or ", owed" after what broke.
func (s *Stage) Ledger(id ticket.ID, kind promise.Kind, want ...string) {
	s.T.Helper()
	got := []string{}
	for _, p := range s.All(id, kind) {
		line := []string{string(p.State) + " " + s.Show(p.Due)}
		switch {
		case !p.Delivered.IsZero():
			line = append(line, "delivered")
		case !p.Released.IsZero():
			line = append(line, "released")
		case p.Owed():
			line = append(line, "owed")
		}
		got = append(got, strings.Join(line, ", "))
	}
	require.Equal(s.T, append([]string{}, want...), got, "the %s promises", kind)
}

// Status requires a ticket's status.
func (s *Stage) Status(id ticket.ID, want promise.Status) {
	s.T.Helper()
	require.Equal(s.T, want, s.Ticket(id).Status, "the status")
}

// LateSince requires that the ticket is late since a time.
func (s *Stage) LateSince(id ticket.ID, local string) {
	s.T.Helper()
	since := s.Ticket(id).OwedSince
	require.NotNil(s.T, since, "late")
	require.Equal(s.T, local, s.Show(*since), "late since")
}

// NotLate requires that nothing is owed on a ticket.
func (s *Stage) NotLate(id ticket.ID) {
	s.T.Helper()
	require.Nil(s.T, s.Ticket(id).OwedSince, "late")
}

// Closed requires that a ticket is closed for a reason.
func (s *Stage) Closed(id ticket.ID, want promise.Reason) {
	s.T.Helper()
	s.Status(id, promise.Closed)
	require.Equal(s.T, want, *s.Ticket(id).CloseReason, "why it is closed")
}

// Events are what happened to a ticket, of some kinds, the oldest first.
func (s *Stage) Events(id ticket.ID, kinds ...event.Kind) []event.Event {
	s.T.Helper()
	var found []event.Event
	for _, e := range s.Whole(id).Events {
		for _, k := range kinds {
			if e.Kind == k {
				found = append(found, e)
			}
		}
	}
	return found
}

// Mail is a letter to a customer as the outbox has it.
type Mail struct {
	Kind  outbox.Kind
	State outbox.State
	WasAt *time.Time // the old time of one that tells a new one
	DueAt *time.Time // the promise's time that it states
}

// Mails are the letters about a ticket, the oldest first.
func (s *Stage) Mails(id ticket.ID) []Mail {
	s.T.Helper()
	const q = `select o.kind, o.state, o.was_at, p.due_at from outbox o left join promises p on p.id = o.promise_id where o.ticket_id = $1 order by o.id`
	rows, err := s.DB.Query(s.T.Context(), q, id)
	require.NoError(s.T, err)
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Mail])
	require.NoError(s.T, err)
	return found
}
