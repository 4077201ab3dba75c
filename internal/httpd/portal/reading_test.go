package portal

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

// readAt is when the customer last read a ticket, as the desk shows times; empty: never.
func (d desk) readAt(id ticket.ID) string {
	d.T.Helper()
	var at *time.Time
	require.NoError(d.T, d.DB.QueryRow(d.T.Context(), `select max(read_at) from ticket_readings where ticket_id = $1`, id).Scan(&at))
	if at == nil {
		return ""
	}
	return d.Show(*at)
}

// unread is how many answers the supervisors find that nobody has read.
func (d desk) unread() int {
	d.T.Helper()
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.FindUnread(ctx, tx, people.System, 100)
		return err
	})
	found, err := ticket.ReadLost(d.T.Context(), d.DB, d.Ingrid.Acting(), 50)
	require.NoError(d.T, err)
	return len(found.Unread)
}

func TestTicket_whose_page_its_customer_opens_is_read(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(d desk, id ticket.ID) *visitor.Page{
		"by a link in a mail": func(d desk, id ticket.ID) *visitor.Page { return d.visitor().Open(d.link(id)) },
		"by their own sign-in": func(d desk, id ticket.ID) *visitor.Page {
			return d.signedIn(d.Hanna).Open(ownTicket(d.Ticket(id).Number))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := opened(t)
			id := d.Asks(d.Hanna, "No internet")
			open(d, id)
			require.Empty(t, d.readAt(id), "there is nothing to read yet")
			d.Replies(d.Maja, id, "Which lamp is red?", cast.AwaitingCustomer("the lamp"))
			d.At("Mon 16 Nov 10:00")
			require.Equal(t, 1, d.unread())
			open(d, id).Says("Which lamp is red?")
			require.Equal(t, "Mon 16 Nov 10:00", d.readAt(id))
			require.Zero(t, d.unread())
			d.At("Mon 16 Nov 11:00")
			open(d, id)
			require.Equal(t, "Mon 16 Nov 10:00", d.readAt(id), "they had read it")
		})
	}
}

func TestTicket_whose_page_nobody_has_opened_stays_unread(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	link := d.link(id)
	d.Replies(d.Maja, id, "Which lamp is red?", cast.AwaitingCustomer("the lamp"))
	d.At("Mon 16 Nov 10:00")
	head := httptest.NewRequest(http.MethodHead, link, nil)
	ahead := httptest.NewRequest(http.MethodGet, link, nil)
	ahead.Header.Set("Sec-Purpose", "prefetch")
	preview := httptest.NewRequest(http.MethodGet, link, nil)
	preview.Header.Set("User-Agent", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)")
	for _, r := range []*http.Request{head, ahead, preview} {
		require.Equal(t, http.StatusOK, d.answer(r).Code, "%s %v", r.Method, r.Header)
		require.Empty(t, d.readAt(id), "%s %v", r.Method, r.Header)
	}
	require.Equal(t, 1, d.unread(), "the supervisors find it")
	require.Equal(t, http.StatusOK, d.answer(httptest.NewRequest(http.MethodGet, link, nil)).Code)
	require.Zero(t, d.unread(), "somebody opened it")
}

func TestTicket_that_only_a_colleague_has_opened_stays_unread(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	peter := d.visitor()
	peter.Open(d.asksColleague(d.signedIn(d.Hanna), d.Ticket(id).Number, "peter.holm@elsewhere.example")).
		Form("follow").Fill("name", "Peter Holm").Press("Yes, show me")
	d.Replies(d.Maja, id, "Which lamp is red?", cast.AwaitingCustomer("the lamp"))
	d.At("Mon 16 Nov 10:00")
	peter.Open(d.leaves("peter.holm@elsewhere.example")[0].link(t)).Says("Which lamp is red?")
	require.Empty(t, d.readAt(id), "whoever takes part reads for themselves")
	require.Equal(t, 1, d.unread())
}
