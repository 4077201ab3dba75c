package desk

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

// heard is a desk whose pages read the database by one connection, on which their round trips are counted.
func heard(t *testing.T) (desk, *pgtest.Trace) {
	t.Helper()
	stage, trace := cast.New(t), &pgtest.Trace{}
	db, err := pg.Open(t.Context(), stage.DB.Pool().Config().ConnString(), pg.Options{MaxConns: 1, Tracer: trace})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	return over(stage, db), trace
}

func TestTicket_costs_at_most_three_round_trips(t *testing.T) {
	t.Parallel()
	d, trace := heard(t)
	v := d.as(d.Maja)
	written := 1
	id := d.Asks(d.Hanna, "No internet")
	for _, messages := range []int{1, 5, 200} {
		for ; written < messages; written++ {
			d.Notes(d.Maja, id, fmt.Sprint("Note ", written))
		}
		for _, address := range []string{d.page(id), d.page(id) + "?list=view%3Dmine&open=solve"} {
			v.Open(address) // the rules, which never change, and the plans stay in memory
			trace.Since()
			require.Equal(t, http.StatusOK, v.Open(address).Status)
			require.LessOrEqual(t, trace.Since().Trips, 3, "%d messages: %s", messages, address)
		}
	}
}

func TestTicket_whose_notices_are_read_by_opening_it_costs_no_more(t *testing.T) {
	t.Parallel()
	d, trace := heard(t)
	id, other := d.Asks(d.Hanna, "No internet"), d.Asks(d.Hanna, "Another")
	for _, on := range []int64{int64(id), int64(other)} {
		d.tell(d.Maja, notify.Notice{Kind: notify.Broken, Ticket: on})
	}
	v := d.as(d.Maja)
	v.Open(d.page(other))
	require.Equal(t, 1, d.unread(d.Maja))
	trace.Since()
	v.Open(d.page(id)).Says("No internet")
	require.LessOrEqual(t, trace.Since().Trips, 3)
	require.Zero(t, d.unread(d.Maja))
}

func TestReply_costs_few_round_trips(t *testing.T) {
	t.Parallel()
	d, trace := heard(t)
	v := d.as(d.Maja)
	for range 2 { // the rules and the plans stay in memory then
		form := v.Open(d.page(d.Asks(d.Hanna, "No internet"))).Form("reply-form").Fill("body", "We look.")
		trace.Since()
		form.Press("Send").Says("We look.")
	}
	said := trace.Since()
	require.LessOrEqual(t, said.Trips-3, mostOfReply, "%d without the page that it leads to: %s", said.Trips-3, strings.Join(said.Statements, "\n"))
}

// mostOfReply is the session, the ticket, begin, the form's lock, the ticket's lock with all that hangs on it, what is
// written, its mail's job, and commit; and, unless it was done a moment ago, a word to those who wait for jobs.
const mostOfReply = 10

func TestSearch_costs_at_most_three_round_trips(t *testing.T) {
	t.Parallel()
	d, trace := heard(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	for _, address := range []string{
		"/desk/search", "/desk/search?q=internet", "/desk/search?q=" + text(d.Ticket(id).Number), "/desk/search?q=hanna", "/desk/search?q=status%3Anew+internet", "/desk/search?q=status%3Anew",
	} {
		v.Open(address)
		trace.Since()
		require.Equal(t, http.StatusOK, v.Open(address).Status)
		require.LessOrEqual(t, trace.Since().Trips, 3, address)
	}
}
