package work_test

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	other "github.com/arran4/golang-ical"
	"github.com/emersion/go-ical"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// call lets Maja agree a call of half an hour with the customer, so long from now.
func (d *desk) call(id ticket.ID, in time.Duration) (p promise.ID) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		opens := tx.Now.Add(in).Truncate(time.Hour)
		var err error
		p, err = ticket.Appoint(ctx, tx, d.maja.Acting(), ticket.DefaultLimits(), id, ticket.Appointment{Kind: promise.Callback, Opens: opens, Closes: opens.Add(30 * time.Minute)})
		return err
	})
	return p
}

// appointments are the numbers of those that a mail brings for a calendar, by what is to be done with each. Two programs must agree on it.
func (p post) appointments(t *testing.T) map[string][]string {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(string(p.raw)))
	require.NoError(t, err)
	found := map[string][]string{}
	var look func(kind string, body io.Reader)
	look = func(kind string, body io.Reader) {
		kind, params, err := mime.ParseMediaType(kind)
		require.NoError(t, err)
		switch {
		case kind == "text/calendar":
			file, err := io.ReadAll(body)
			require.NoError(t, err)
			one, err := ical.NewDecoder(strings.NewReader(string(file))).Decode()
			require.NoError(t, err)
			two, err := other.ParseCalendar(strings.NewReader(string(file)))
			require.NoError(t, err)
			require.Len(t, one.Events(), 1)
			require.Len(t, two.Events(), 1)
			require.Equal(t, params["method"], one.Props.Get(ical.PropMethod).Value)
			require.Equal(t, two.Events()[0].Id(), one.Events()[0].Props.Get(ical.PropUID).Value)
			found[params["method"]] = append(found[params["method"]], two.Events()[0].Id())
		case strings.HasPrefix(kind, "multipart/"):
			parts := multipart.NewReader(body, params["boundary"])
			for {
				part, err := parts.NextPart()
				if err == io.EOF {
					return
				}
				require.NoError(t, err)
				look(part.Header.Get("Content-Type"), part)
			}
		}
	}
	look(m.Header.Get("Content-Type"), m.Body)
	return found
}

func TestDeliver_takes_each_of_two_appointments_out_of_the_customers_calendar(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	d.start(options(&log{}, relay.sender(t)))
	id := d.ask()
	calls := []promise.ID{d.call(id, 48*time.Hour), d.call(id, 72*time.Hour)}
	d.eventually("the receipt and both calls have left", func() bool { return d.mails(outbox.Sent) == 3 })
	var agreed []string
	for _, p := range relay.all() { // in whatever order they left
		agreed = append(agreed, p.appointments(t)["REQUEST"]...)
	}
	require.Len(t, agreed, 2)

	seen := one[int64](d, `select max(id) from messages where ticket_id = $1`, id)
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Reply(ctx, tx, d.maja.Acting(), ticket.DefaultLimits(), id, ticket.Draft{
			Key: rand(), Body: "It works again, so we need not call.", Seen: ticket.MessageID(seen), Then: promise.Solved, Withdraws: calls,
		})
		return err
	})
	d.eventually("the answer has left", func() bool { return d.mails(outbox.Sent) == 4 })
	taken := relay.all()[3].appointments(t)
	require.Empty(t, taken["REQUEST"])
	require.ElementsMatch(t, agreed, taken["CANCEL"])
}
