package bench

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/httpd"
	desks "github.com/kepthq/kept/internal/httpd/desk"
	"github.com/kepthq/kept/internal/httpd/door"
	"github.com/kepthq/kept/internal/httpd/portal"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/embedded"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

// full is a desk of many tickets with the built program in front of it, and the same pages served in this process, where
// what they ask of the database can be heard.
type full struct {
	b       *testing.B
	tickets int
	db      *pg.DB // this process's
	heard   *pgtest.Trace
	here    http.Handler
	there   string // where the program listens
	pid     int
	agents  []people.Token
	actor   people.Actor
	client  *http.Client
}

// sizes are how many tickets are measured with: TICKETS, or some that are loaded within minutes.
func sizes(b *testing.B) []int {
	b.Helper()
	wanted := os.Getenv("TICKETS")
	if wanted == "" {
		return []int{size(10_000), size(100_000)}
	}
	var all []int
	for _, w := range strings.Fields(strings.ReplaceAll(wanted, ",", " ")) {
		n, err := strconv.Atoi(w)
		require.NoError(b, err, "TICKETS")
		all = append(all, n)
	}
	return all
}

// loadedDesk starts a Postgres, lets the program load it, and serves it. KEPT_BENCH_LOADED names a data directory with
// folders like 1000000, which were loaded before: these are served as they are, and stay.
func loadedDesk(b *testing.B, tickets int) *full {
	b.Helper()
	f := &full{b: b, tickets: tickets, heard: &pgtest.Trace{}, client: &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	dir := filepath.Join(os.Getenv("KEPT_BENCH_LOADED"), strconv.Itoa(tickets))
	if os.Getenv("KEPT_BENCH_LOADED") == "" {
		dir = dataDir(b)
	}
	server, err := embedded.Start(b.Context(), embedded.Options{DataDir: dir, Log: slog.New(slog.DiscardHandler)})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, server.Stop(context.Background())) })
	bin, err := filepath.Abs("../../bin/kept")
	require.NoError(b, err)
	env := append(os.Environ(), "KEPT_DATABASE_URL="+server.RunningURL(), "KEPT_OWNER_DATABASE_URL="+server.URL(), "KEPT_DATA="+dir)
	if os.Getenv("KEPT_BENCH_LOADED") == "" {
		load := exec.Command(bin, "bench", "load", "--tickets", strconv.Itoa(tickets))
		load.Env = env
		begin := time.Now()
		said, err := load.CombinedOutput()
		require.NoError(b, err, string(said))
		b.ReportMetric(time.Since(begin).Seconds(), "s/load")
	}
	f.db, err = pg.Open(b.Context(), server.RunningURL(), pg.Options{MaxConns: 4, Tracer: f.heard})
	require.NoError(b, err)
	b.Cleanup(f.db.Close)
	f.serve(bin, env)
	f.signIn()
	f.here = f.inside()
	return f
}

// serve starts the built program, and waits until it is ready.
func (f *full) serve(bin string, env []string) {
	f.b.Helper()
	f.there = freeAddr(f.b)
	run := exec.Command(bin, "serve", "--undo", "0s")
	run.Env = append(env, "KEPT_ADDR="+f.there, "KEPT_BASE_URL="+visitor.Site,
		"KEPT_RATE_ASK_ADDRESS=1000000", "KEPT_RATE_ASK_NETWORK=1000000", "KEPT_RATE_POST_NETWORK=1000000", "KEPT_RATE_SIGNIN_NETWORK=1000000", "KEPT_BURST=0")
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Stderr = os.Stderr
	require.NoError(f.b, run.Start())
	f.pid = run.Process.Pid
	f.b.Cleanup(func() {
		require.NoError(f.b, run.Process.Signal(syscall.SIGTERM))
		require.NoError(f.b, run.Wait())
	})
	deadline := time.Now().Add(time.Minute)
	for {
		answer, err := f.client.Get("http://" + f.there + "/readyz")
		if err == nil {
			require.NoError(f.b, answer.Body.Close())
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		require.Less(f.b, time.Now(), deadline, "the program is not ready")
		time.Sleep(20 * time.Millisecond)
	}
}

// signIn signs eight agents in.
func (f *full) signIn() {
	f.b.Helper()
	for n := 1; n <= 8; n++ {
		p, err := people.ByAddress(f.b.Context(), f.db, fmt.Sprintf("agent-%d@load.example", n))
		require.NoError(f.b, err)
		f.actor = p.Acting()
		require.NoError(f.b, f.db.Do(f.b.Context(), func(ctx context.Context, tx *pg.Tx) error {
			token, err := people.SignIn(ctx, tx, p.ID, "")
			f.agents = append(f.agents, token)
			return err
		}))
	}
}

// inside are the same pages in this process.
func (f *full) inside() http.Handler {
	f.b.Helper()
	blobs, err := blob.Open(f.b.TempDir())
	require.NoError(f.b, err)
	f.b.Cleanup(func() { require.NoError(f.b, blobs.Close()) })
	base, err := url.Parse(visitor.Site)
	require.NoError(f.b, err)
	h, err := httpd.New(&httpd.Server{
		DB: f.db, Blobs: blobs, Log: slog.New(slog.DiscardHandler),
		Settings: httpd.Settings{BaseURL: base, Limits: ticket.DefaultLimits()},
	}, portal.Routes, door.Routes, desks.Routes)
	require.NoError(f.b, err)
	return h
}

// as is a browser of one of the agents, whose pages the program serves.
func (f *full) as(agent int) *visitor.Visitor {
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: f.there})
		r.Out.Host = r.In.Host
		r.Out.AddCookie(&http.Cookie{Name: "kept_session", Value: string(f.agents[agent%len(f.agents)])})
	}}
	return visitor.New(f.b, proxy)
}

// get is a request for a page by one of the agents.
func (f *full) get(agent int, path string) *http.Request {
	return f.by(agent, httptest.NewRequest(http.MethodGet, visitor.Site+path, nil))
}

func (f *full) by(agent int, r *http.Request) *http.Request {
	r.AddCookie(&http.Cookie{Name: "kept_session", Value: string(f.agents[agent%len(f.agents)])})
	return r
}

// numbers are those of the tickets that all agents see and for which a condition holds, the newest first.
func (f *full) numbers(condition string) []string {
	f.b.Helper()
	q := `select t.number::text from tickets t join teams tm on tm.id = t.team_id where not tm.is_private and ` + condition + ` order by t.id desc`
	rows, err := f.db.Query(f.b.Context(), q)
	require.NoError(f.b, err)
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(f.b, err)
	return found
}

// sized is a ticket with so many messages that the agents see.
func (f *full) sized(messages int) string {
	f.b.Helper()
	found := f.numbers(fmt.Sprintf(`t.id in (select m.ticket_id from messages m where m.ticket_id > (select max(id) - 8000 from tickets) group by m.ticket_id having count(*) = %d)`, messages))
	require.NotEmpty(f.b, found)
	return found[0]
}

// rare is a word that stands in one text or in few: the number on a label.
func (f *full) rare() string {
	f.b.Helper()
	const q = `select substring(m.body from 'NB[0-9]-[0-9]{5}-[A-Z]') from messages m join tickets t on t.id = m.ticket_id join teams tm on tm.id = t.team_id
		where m.id > (select max(id) - 5000 from messages) and not tm.is_private and m.body ~ 'NB[0-9]-[0-9]{5}-[A-Z]' order by m.id desc limit 1`
	var word string
	require.NoError(f.b, f.db.QueryRow(f.b.Context(), q).Scan(&word))
	return word
}

var nextPage = regexp.MustCompile(`href="(/desk\?[^"]*after=[^"]*)"`)

// fiftieth is the address of the queue's fiftieth page, as far as it has so many.
func (f *full) fiftieth() string {
	f.b.Helper()
	path, v := "/desk", f.as(0)
	for range 49 {
		m := nextPage.FindStringSubmatch(v.Open(path).Body)
		if m == nil {
			break
		}
		path = strings.ReplaceAll(m[1], "&amp;", "&")
	}
	return path
}

// memory is what the program holds, in MB.
func (f *full) memory() float64 {
	f.b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", f.pid))
	require.NoError(f.b, err)
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			require.NoError(f.b, err)
			return float64(kb) / 1024
		}
	}
	return 0
}
