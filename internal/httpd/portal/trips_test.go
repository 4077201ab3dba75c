package portal

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
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

func TestPages_of_a_customer_cost_at_most_three_round_trips(t *testing.T) {
	t.Parallel()
	d, trace := heard(t)
	id := d.Asks(d.Hanna, "No internet")
	for n := range 30 {
		d.Writes(id, fmt.Sprint("Still none ", n))
	}
	d.Replies(d.Maja, id, "We look.")
	mine := ownTicket(d.Ticket(id).Number)
	stranger, hanna := d.visitor(), d.signedIn(d.Hanna)
	for _, address := range []string{d.link(id), mine, "/my/tickets", "/my/tickets?state=open&words=internet", "/", "/tickets/new"} {
		v := hanna
		if strings.HasPrefix(address, "/t/") {
			v = stranger
		}
		v.Open(address) // the rules, which never change, and the plans stay in memory; and what it tells is told
		trace.Since()
		require.Equal(t, http.StatusOK, v.Open(address).Status)
		said := trace.Since()
		require.LessOrEqual(t, said.Trips, 3, "%s: %s", address, strings.Join(said.Statements, "\n"))
	}
}

func TestAsking_costs_few_round_trips(t *testing.T) {
	t.Parallel()
	d, trace := heard(t)
	for n := range 3 {
		form := d.visitor().Open("/tickets/new").Form("question").Fill("name", "Hanna Lund").Fill("email", fmt.Sprintf("hanna-%d@bakkehuset.example", n)).
			Fill("subject", "No internet").Fill("body", "Since last night.")
		trace.Since()
		form.Press("Send").Says("No internet")
	}
	said := trace.Since()
	require.LessOrEqual(t, said.Trips-2, mostOfAsking, "%d without the page that it leads to: %s", said.Trips-2, strings.Join(said.Statements, "\n"))
}

// mostOfAsking is, beside what writes the ticket, what is asked before anybody who is not known may write one: how often their
// network and their address have tried, whether they are blocked, whether the form has come before, and who they are.
const mostOfAsking = 23
