package desk

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	kmail "github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestLost_is_empty_and_says_so_and_is_not_there_for_agents(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.as(d.Ingrid).Open("/desk/lost").Says("Lost & found", "Nothing is lost.")
	require.Equal(t, http.StatusNotFound, d.as(d.Maja).Open("/desk/lost").Status)
}

func TestLost_has_an_act_for_each_that_mends_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	spoil := func(q string, args ...any) {
		_, err := d.DB.Pool().Exec(t.Context(), q, args...)
		require.NoError(t, err)
	}
	gone := d.Asks(d.Hanna, "No internet")
	d.Takes(d.Maja, gone)
	spoil(`update people set is_active = false where id = $1`, d.Maja.ID)
	mail := d.Asks(d.Goran, "Slow")
	spoil(`update outbox set state = 'failed', error = $2 where ticket_id = $1`, mail, kmail.ErrRefused.Error()+": recipient: 550 no such user")
	other := d.Asks(d.Mette, "My bill")
	spoil(`update outbox set state = 'uncertain' where ticket_id = $1`, other)
	spoil(`update river_job set state = 'discarded', finalized_at = clock_timestamp(), errors = array['{"error": "no room"}'::jsonb] where id = (select min(id) from river_job)`)

	ingrid := d.as(d.Ingrid)
	page := ingrid.Open("/desk/lost").Says("4 things to mend", "No internet", "still with "+d.Maja.Name+", who works here no more", "Slow", "My bill", "no room", "Sending a mail")
	release := page.Form("tickets-" + digits(d.Ticket(gone).Number) + "-releases")
	release.Press("Give it to the team").Lacks("No internet")
	release.Press("Give it to the team").Refuses(http.StatusConflict, "Somebody has seen to this already.")
	require.Nil(t, d.Ticket(gone).AssigneeID)
	page.Form("tickets-" + digits(d.Ticket(mail).Number) + "-calls").Press("Promise a call").Lacks("Slow")
	require.Equal(t, promise.Pending, d.Latest(mail, promise.Callback).State)
	page.Form("mails-" + digits(one(t, d.DB, `select id from outbox where ticket_id = $1`, other)) + "-repeats").Press("Send it again").Lacks("My bill")
	page.Form("jobs-" + digits(one(t, d.DB, `select min(id) from river_job where state = 'discarded'`)) + "-repeats").Press("Try again").Says("Nothing is lost.")
}

func TestLost_answers_are_read_when_the_customer_opens_their_page(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Read(ctx, tx, d.Holder(id), id) })
	require.EqualValues(t, 1, one(t, d.DB, `select count(*) from ticket_readings where ticket_id = $1`, id))
}

// one is the number that a query finds.
func one(t *testing.T, db *pg.DB, q string, args ...any) (n int64) {
	t.Helper()
	require.NoError(t, db.QueryRow(t.Context(), q, args...).Scan(&n))
	return n
}
