package portal

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/live"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

// TestStream_of_a_customer_tells_nothing_of_what_the_staff_does_among_themselves: not a byte comes while the ticket is noted
// on, sorted, given from hand to hand and asked about. What changes the customer's page is told at once.
func TestStream_of_a_customer_tells_nothing_of_what_the_staff_does_among_themselves(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	base, err := url.Parse(visitor.Site)
	require.NoError(t, err)
	blobs, err := blob.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, blobs.Close()) })
	hub, log := live.New(), slog.New(slog.NewTextHandler(io.Discard, nil))
	site, err := httpd.New(&httpd.Server{
		DB: s.DB, Blobs: blobs, Log: log, Live: hub, Settings: httpd.Settings{BaseURL: base, Limits: s.Limits, Rates: httpd.DefaultRates(), HasMail: true},
	}, Routes)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() { hub.Run(ctx, s.DB, log) })
	server := httptest.NewServer(site)
	t.Cleanup(func() {
		hub.Close()
		server.Close()
		cancel()
		run.Wait()
	})
	id := s.Asks(s.Hanna, "No internet")
	s.Takes(s.Maja, id)
	var link string
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		link, err = ticket.NewLink(ctx, tx, id, s.Ticket(id).RequesterID)
		return err
	})
	stream := visitor.Listen(t, server.URL+"/t/"+link+"/live", "", "")
	mark := stream.Hears("ticket").Mark

	// The whole signal comes to another stream of the same process: what it has heard, the customer's could have, too.
	all, err := hub.Open(live.Reader{Person: s.Maja.ID, Teams: []people.TeamID{s.Team, s.Second}, Ticket: int64(id)}, "control", hub.Mark())
	require.NoError(t, err)
	t.Cleanup(all.Close)
	internal := map[string]func(){
		"a note":     func() { s.Notes(s.Maja, id, "CANARY of the staff") },
		"a question": func() { s.AsksUp(s.Maja, id, "CANARY asked up") },
		"a look":     func() { s.LooksAgain(s.Maja, id, "Tue 10 Nov 09:00") },
	}
	before := stream.Raw()
	for what, act := range internal {
		for news, _ := all.Read(); news != 0; news, _ = all.Read() {
			continue // nothing of what came before is taken for what comes now
		}
		act()
		for heard := live.News(0); heard&live.Ticket == 0; {
			<-all.Wake()
			heard, _ = all.Read()
		}
		require.Equal(t, before, stream.Raw(), what)
	}
	s.SetsPriority(s.Maja, id, sla.High) // its promises have new times, which the customer sees
	changed := stream.Hears("ticket")
	require.NotEqual(t, mark, changed.Mark)
	s.Replies(s.Maja, id, "We found it.")
	require.NotEqual(t, changed.Mark, stream.Hears("ticket").Mark)
	require.NotContains(t, strings.ToLower(stream.Raw()), "canary")
	require.Equal(t, 3, strings.Count(stream.Raw(), `"news"`), "once for each change: %s", stream.Raw())

	again := visitor.Listen(t, server.URL+"/t/"+link+"/live", "", stream.Mark)
	_, err = s.DB.Pool().Exec(t.Context(), `delete from ticket_links where ticket_id = $1`, id)
	require.NoError(t, err)
	require.Equal(t, []string{"over"}, again.Ends(), "it knew how the page looks, and lost the link")
	stream.Ends()
}
