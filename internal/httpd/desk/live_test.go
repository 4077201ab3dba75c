package desk

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/live"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/presence"
	"github.com/kepthq/kept/internal/visitor"
)

// open is the desk on a real port, with a hub that listens.
type open struct {
	*cast.Stage
	base string
}

func listening(t *testing.T) open {
	t.Helper()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	base, err := url.Parse(visitor.Site)
	require.NoError(t, err)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	hub := live.New()
	site, err := httpd.New(&httpd.Server{
		DB: s.DB, Log: log, Live: hub,
		Settings: httpd.Settings{BaseURL: base, Limits: s.Limits, Rates: httpd.DefaultRates(), HasMail: true},
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
	return open{s, server.URL}
}

func (o open) signsIn(p people.Person) (token people.Token) {
	o.T.Helper()
	o.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		token, err = people.SignIn(ctx, tx, p.ID, "")
		return err
	})
	return token
}

// hears opens somebody's stream, and waits until it stands.
func (o open) hears(session people.Token, query string) *visitor.Stream {
	o.T.Helper()
	s := visitor.Listen(o.T, o.base+"/desk/live"+query, "kept_session="+string(session), "")
	s.Hears("all")
	return s
}

func TestStream_ends_when_its_session_does_or_its_reader_leaves(t *testing.T) {
	t.Parallel()
	o := listening(t)
	for _, loses := range []struct {
		what string
		how  func(session people.Token)
	}{
		{"the session is ended", func(session people.Token) {
			o.Do(func(ctx context.Context, tx *pg.Tx) error { return people.SignOut(ctx, tx, session) })
		}},
		{"the role is another one", func(people.Token) { o.writes(`update people set role = 'technician' where id = $1`, o.Jonas.ID) }},
		{"they do not work here any more", func(people.Token) {
			o.writes(`update people set role = 'agent' where id = $1`, o.Jonas.ID)
			o.writes(`update people set is_active = false where id = $1`, o.Jonas.ID)
		}},
	} {
		session := o.signsIn(o.Jonas)
		s := o.hears(session, "")
		other := o.hears(o.signsIn(o.Maja), "")
		loses.how(session)
		said := s.Ends()
		require.Contains(t, said, "over", loses.what)
		require.NotContains(t, strings.Join(said, " "), "queue", loses.what)
		o.Asks(o.Hanna, "No internet")
		other.Hears("queue")
		o.writes(`update people set role = 'agent', is_active = true where id = $1`, o.Jonas.ID)
	}
}

func (o open) writes(q string, args ...any) {
	o.T.Helper()
	_, err := o.DB.Pool().Exec(o.T.Context(), q, args...)
	require.NoError(o.T, err)
}

// TestStream_tells_nobody_of_a_team_that_they_do_not_see: a membership that is lost is lost with the next event.
func TestStream_tells_nobody_of_a_team_that_they_do_not_see(t *testing.T) {
	t.Parallel()
	o := listening(t)
	id := o.Asks(o.Hanna, "A secret of ours")
	team := o.Private("Board", o.Maja, o.Jonas)
	maja, jonas := o.hears(o.signsIn(o.Maja), ""), o.hears(o.signsIn(o.Jonas), "")
	for _, s := range []*visitor.Stream{maja, jonas} { // from here on they know of the new team
		s.HearsOf("queue", func() { o.Asks(o.Hanna, "For everybody") })
	}
	o.Goes(id, team)
	maja.Hears("queue")
	jonas.Hears("queue")
	o.writes(`delete from team_members where team_id = $1 and person_id = $2`, team, o.Jonas.ID)
	jonas.Hears("all")
	for len(jonas.News) > 0 {
		<-jonas.News
	}
	before := jonas.Raw()
	for range 5 {
		o.Notes(o.Maja, id, "Nobody else may know.")
		maja.Hears("queue")
	}
	require.Equal(t, before, jonas.Raw(), "not even that something happened")
	o.Asks(o.Hanna, "For everybody")
	jonas.Hears("queue")
}

func TestStream_tells_who_is_at_a_ticket_and_writes(t *testing.T) {
	t.Parallel()
	o := listening(t)
	id := o.Asks(o.Hanna, "No internet")
	number := text(o.Ticket(id).Number)
	maja := o.hears(o.signsIn(o.Maja), "?ticket="+number)
	session := o.signsIn(o.Jonas)
	jonas := visitor.Listen(t, o.base+"/desk/live?ticket="+number, "kept_session="+string(session), "")
	page := jonas.Hears("all").Page
	require.NotZero(t, page)
	maja.Hears("here")
	others := func() []presence.Somebody {
		all, err := presence.Others(t.Context(), o.DB, o.Maja.Acting(), int64(id))
		require.NoError(t, err)
		return all
	}
	require.Len(t, others(), 1)
	require.False(t, others()[0].Writes())

	as := visitor.New(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "kept_session", Value: string(session)})
		o.site().ServeHTTP(w, r)
	}))
	as.Send(http.MethodPost, "/desk/tickets/"+number+"/writing", "application/x-www-form-urlencoded",
		strings.NewReader(url.Values{"page": {text(page)}, "lines": {"2"}}.Encode()))
	maja.Hears("here")
	require.Equal(t, 2, others()[0].Lines)
	require.True(t, others()[0].Writes())

	seen := desk{Stage: o.Stage, site: o.site()}.as(o.Maja).Open("/desk/tickets/" + number)
	seen.Says("Jonas is writing", "Jonas began to write here", "2 lines so far.")
	told := seen.Form("having-" + text(int64(o.Jonas.ID))).Press("Tell Jonas I have it")
	require.Equal(t, "Jonas knows that you have it.", told.Note())
	jonas.Hears("bell")
	desk{Stage: o.Stage, site: o.site()}.as(o.Jonas).Open("/desk/notices").Says("Maja Lindqvist answers a ticket that you were looking at")

	jonas.Cut()
	maja.Hears("here")
	require.Empty(t, others())
}

// site is the same desk, for a visitor who needs no port.
func (o open) site() http.Handler {
	o.T.Helper()
	base, err := url.Parse(visitor.Site)
	require.NoError(o.T, err)
	site, err := httpd.New(&httpd.Server{
		DB: o.DB, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Settings: httpd.Settings{BaseURL: base, Limits: o.Limits, Rates: httpd.DefaultRates(), HasMail: true},
	}, Routes)
	require.NoError(o.T, err)
	return site
}
