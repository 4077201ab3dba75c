package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/seal"
	"github.com/kepthq/kept/internal/ticket"
)

// origin is where the product under test seems to stand. It is https, so that cookies are as strict as they get.
const origin = "https://kept.example"

// site is the whole product, put together by the very code of `kept serve`, over the cast's desk.
type site struct {
	*cast.Stage
	demo  http.Handler // as on a demo desk, where every route answers
	real  http.Handler // the same desk as one that is no demo
	files *blob.Disk
	box   *seal.Box
	logs  *ledger
	login config.SignOn // the company's sign-in, where it has one

	prints fingerprints
	ready  []things // tickets of Hanna's that nothing has been done to yet

	lamps, price ticket.Upload // the files of every ticket's question and note
	twin         int64         // the number of a ticket into which others are merged; 0: there is none yet
}

// opened opens the product on a Monday morning. Nothing is limited by number, and the clock stands.
func opened(t *testing.T) *site {
	t.Helper()
	s := &site{Stage: cast.New(t), logs: &ledger{}, files: filesOf(t), box: seal.Random()}
	s.begin()
	s.demo, s.real = s.handler(s.DB, true), s.handler(s.DB, false)
	return s
}

// begin is what a desk is like on that morning.
func (s *site) begin() {
	s.T.Helper()
	s.At("Mon 9 Nov 10:00")
	_, err := s.DB.Pool().Exec(s.T.Context(), `update desk set is_demo = true`)
	require.NoError(s.T, err)
	s.givePasswords()
	s.lamps, s.price = s.upload("lamps.txt", "blinking"), s.upload("price.txt", "12 a month")
}

func filesOf(t testing.TB) *blob.Disk {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, files.Close()) })
	return files
}

// handler is what `kept serve` would serve from a database.
func (s *site) handler(db *pg.DB, isDemo bool) http.Handler {
	s.T.Helper()
	c := settings(s.T)
	c.SignOn = s.login
	base, err := c.Base()
	require.NoError(s.T, err)
	h, err := c.handler(db, house{files: s.files, box: s.box}, base, isDemo, true, nil, prometheus.NewRegistry(), slog.New(slog.NewTextHandler(s.logs, nil)))
	require.NoError(s.T, err)
	return h
}

// settings are those of `kept serve` as they are unless somebody sets others, without limits of tries.
func settings(t testing.TB) serveCommand {
	t.Helper()
	all := commands{}
	parser, err := kong.New(&all, kong.BindTo(t.Context(), (*context.Context)(nil)))
	require.NoError(t, err)
	_, err = parser.Parse([]string{"serve", "--base-url", origin, "--undo", "0s"})
	require.NoError(t, err)
	c := all.Serve
	c.AskPerAddress, c.AskPerNetwork, c.PostPerNetwork, c.SignInPerAccount, c.SignInPerNetwork, c.ProofPerPerson = 0, 0, 0, 0, 0, 0
	c.LinksPerAddress, c.LinksPerNetwork, c.FollowPerPerson = 0, 0, 0
	c.ExportsPerPerson = 0
	c.ForgotPerAddress, c.ForgotPerNetwork = 0, 0
	return c
}

// routes are what the router knows, asked of the router itself.
func (s *site) routes() chi.Routes {
	s.T.Helper()
	r, ok := s.demo.(chi.Routes)
	require.True(s.T, ok, "the product's handler is a router of chi")
	return r
}

// call is one request.
type call struct {
	method, path string
	form         url.Values
	raw          string    // the body as it is, in place of a form
	files        []sending // makes the form a multipart one
	session      people.Token
	headers      []string // name, value, name, value …
	onReal       bool     // of a desk that is no demo
}

type sending struct{ field, name, content string }

// answer is a response with its body.
type answer struct {
	*http.Response
	body string
}

// send sends a request as a browser on our own pages does. Whatever comes back must be strict.
func (s *site) send(t testing.TB, c call) answer {
	t.Helper()
	h := s.demo
	if c.onReal {
		h = s.real
	}
	a := sendTo(t, h, c)
	strict(t, c, a)
	require.Less(t, a.StatusCode, http.StatusInternalServerError, "%s %s: %v", c.method, c.path, s.logs.errors())
	return a
}

func sendTo(t testing.TB, h http.Handler, c call) answer {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, c.request(t))
	r := w.Result()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	require.NoError(t, r.Body.Close())
	return answer{Response: r, body: string(body)}
}

func (c call) request(t testing.TB) *http.Request {
	t.Helper()
	body, kind := c.content(t)
	r := httptest.NewRequest(c.method, origin+c.path, body)
	r.Header.Set("Accept-Language", "en")
	if c.method != http.MethodGet && c.method != http.MethodHead {
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if c.session != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-kept_session", Value: string(c.session)})
	}
	for i := 0; i < len(c.headers); i += 2 {
		r.Header.Set(c.headers[i], c.headers[i+1])
	}
	return r
}

func (c call) content(t testing.TB) (body io.Reader, kind string) {
	t.Helper()
	if c.raw != "" {
		return strings.NewReader(c.raw), ""
	}
	if c.files == nil {
		return strings.NewReader(c.form.Encode()), "application/x-www-form-urlencoded"
	}
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for name, values := range c.form {
		for _, v := range values {
			require.NoError(t, w.WriteField(name, v))
		}
	}
	for _, f := range c.files {
		part, err := w.CreateFormFile(f.field, f.name)
		require.NoError(t, err)
		_, err = io.WriteString(part, f.content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return &out, w.FormDataContentType()
}

// signedIn is a new session of somebody's. Its proof holds for a day: on a slow machine a test lasts longer than a quarter of an
// hour, after which pages ask for another (fresh_test.go).
func (s *site) signedIn(id people.ID) (session people.Token) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if session, err = people.SignIn(ctx, tx, id, ""); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update sessions set proven_at = clock_timestamp() + interval '1 day' where person_id = $1`, id)
		return err
	})
	return session
}

// ledger is a log that a test can read.
type ledger struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write takes a line.
func (l *ledger) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// errors are the lines about what went wrong with us.
func (l *ledger) errors() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []string
	for line := range strings.Lines(l.buf.String()) {
		if strings.Contains(line, "level=ERROR") {
			found = append(found, line)
		}
	}
	return found
}

// unfounded is the product over a database in which nobody has begun, with the link of its first-run page.
func unfounded(t *testing.T) (*site, people.Token) {
	t.Helper()
	s := &site{Stage: &cast.Stage{T: t, DB: pgtest.DB(t)}, logs: &ledger{}, files: filesOf(t), box: seal.Random()}
	s.demo = s.handler(s.DB, false)
	var token people.Token
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		token, err = people.Invite(ctx, tx, people.System)
		return err
	})
	return s, token
}
