package httpd_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/migrations"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// site is a whole server with a door of the test's own.
type site struct {
	*httptest.Server
	s    *httpd.Server
	logs *ledger
	dir  string // of the blobs
}

// ledger is a log that a test can read.
type ledger struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *ledger) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *ledger) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.FieldsFunc(l.buf.String(), func(r rune) bool { return r == '\n' })
}

// build makes a site around a database; change may alter its settings.
func build(t *testing.T, db *pg.DB, routes func(s *httpd.Server, r chi.Router), change ...func(*httpd.Server)) *site {
	t.Helper()
	dir := t.TempDir()
	blobs, err := blob.Open(dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, blobs.Close()) })
	version, err := schema.Expected(migrations.FS)
	require.NoError(t, err)
	logs := &ledger{}
	base, err := url.Parse("http://kept.example")
	require.NoError(t, err)
	s := &httpd.Server{
		DB: db, Blobs: blobs, Schema: version, Log: slog.New(slog.NewTextHandler(logs, nil)),
		Settings: httpd.Settings{BaseURL: base, Limits: ticket.DefaultLimits(), Rates: httpd.DefaultRates()},
	}
	for _, c := range change {
		c(s)
	}
	h, err := httpd.New(s, func(s *httpd.Server) func(chi.Router) {
		return func(r chi.Router) { routes(s, r) }
	})
	require.NoError(t, err)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &site{Server: server, s: s, logs: logs, dir: dir}
}

// furnished is a database with a desk in it.
func furnished(t *testing.T) *pg.DB {
	t.Helper()
	db := pgtest.DB(t)
	do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		return people.SetUp(ctx, tx, people.Desk{Name: "Nordby Fiber", Locale: i18n.SV, Zone: "Europe/Stockholm"})
	})
	return db
}

func do(t *testing.T, db *pg.DB, f func(ctx context.Context, tx *pg.Tx) error) {
	t.Helper()
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		return f(ctx, tx)
	}))
}

// answer is a response with its body.
type answer struct {
	*http.Response
	body string
}

func (st *site) send(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, st.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return st.do(t, req)
}

func (st *site) do(t *testing.T, req *http.Request) answer {
	t.Helper()
	res, err := st.Client().Do(req)
	require.NoError(t, err)
	all, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return answer{Response: res, body: string(all)}
}

func (st *site) get(t *testing.T, path string, headers ...string) answer {
	t.Helper()
	return st.send(t, http.MethodGet, path, "", headers...)
}
