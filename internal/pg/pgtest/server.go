// Package pgtest gives tests a real Postgres: one server for each test binary, started at the first use, and gone when
// the binary ends, however it ends.
//
// It exists so that no test needs a mock of the database or a server that somebody has set up. It must never know a
// room: what a test puts into its database is the test's own.
//
// A package whose tests use it has
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }
//
// A test that kills processes runs its own binary again as a child. The child leaves before Run, so that it neither
// runs the tests again nor starts a server of its own; the parent hands it the address in its arguments or environment:
//
//	func TestMain(m *testing.M) {
//		if os.Getenv("KEPT_WORK_CHILD") != "" {
//			os.Exit(child(os.Getenv("KEPT_DATABASE_URL")))
//		}
//		os.Exit(pgtest.Run(m))
//	}
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/kepthq/kept/internal/pg/embedded"
)

// given names a server to use instead of one's own: KEPT_TEST_DATABASE_URL. Its role must be allowed to create
// databases. It is not part of the key under which go caches results: use -count=1 with it.
const given = "KEPT_TEST_DATABASE_URL"

// prefix begins the names of the test servers' data directories.
const prefix = "kept-test-"

// patience is far more than a start or a stop takes.
const patience = 30 * time.Second

// one is the test binary's server: a binary has one process and one end, so this is the one state that the package has.
var one server

type server struct {
	mu      sync.Mutex
	running bool // inside Run
	url     string
	err     error // why it did not start; it is not tried again
	own     *embedded.Server
	dir     string
}

// Run runs the tests of m and returns their exit code, or 1 when the server was left in disorder or a goroutine was
// left behind. The server starts when a test first asks for it; it is stopped and removed at the end. Directories that
// killed test binaries left are removed before a start.
//
// m is a *testing.M, or what runs one between a start and a stop of its own: the browser of the browser tests.
func Run(m interface{ Run() int }) int {
	one.begin()
	code := m.Run()
	if err := errors.Join(one.end(), goleak.Find()); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		return max(code, 1)
	}
	return code
}

// URL is the address of the test server: a role that may create databases, and a database that it owns and that all
// tests of the binary share. A test that stores something wants a database of its own instead.
func URL(t testing.TB) string {
	t.Helper()
	url, err := one.address()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	return url
}

func (s *server) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = true
}

func (s *server) address() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.running {
		return "", errors.New("nobody would stop the server: this package's tests need func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }")
	}
	if s.url == "" && s.err == nil {
		s.url, s.err = s.start()
	}
	return s.url, s.err
}

func (s *server) start() (string, error) {
	if url := os.Getenv(given); url != "" {
		return url, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	bases := bases()
	for _, base := range bases {
		removeLeft(ctx, base)
	}
	var failed error
	for _, base := range bases {
		dir, err := makeDir(base)
		if err != nil {
			failed = errors.Join(failed, err)
			continue // a base that is not there or not ours to write
		}
		s.dir = dir
		s.own, err = embedded.Start(ctx, embedded.Options{
			DataDir:   dir,
			Throwaway: true,
			Log:       slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
			ServerSettings: []embedded.Setting{
				{Name: "autovacuum", Value: "off"},
				{Name: "deadlock_timeout", Value: "100ms"},
				{Name: "jit", Value: "off"},
				{Name: "max_connections", Value: "200"},
				{Name: "max_parallel_workers_per_gather", Value: "0"}, // to start a worker takes longer than a test's query does
				{Name: "max_wal_size", Value: "64MB"},                 // it lies in memory
				{Name: "min_wal_size", Value: "32MB"},
			},
		})
		if err == nil {
			return s.own.URL(), nil
		}
		failed = errors.Join(failed, err, embedded.Remove(ctx, dir))
	}
	return "", fmt.Errorf("start the tests' server: %w", failed)
}

// end stops the server and removes it.
func (s *server) end() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = false
	if s.own == nil {
		return dropTemplate(s.url) // somebody else's server goes on without us
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return errors.Join(s.own.Stop(ctx), embedded.Remove(ctx, s.dir))
}

// bases are where the data may lie: memory first, when it has room.
func bases() []string {
	var all []string
	if hasRoom(memory) {
		all = append(all, memory)
	}
	return append(all, os.TempDir())
}

// makeDir makes the data directory in base; when root runs the tests, the server's own user must be able to pass.
func makeDir(base string) (string, error) {
	dir, err := os.MkdirTemp(base, prefix)
	if err != nil {
		return "", fmt.Errorf("make the tests' data directory: %w", err)
	}
	if os.Geteuid() == 0 {
		if err := os.Chmod(dir, 0o711); err != nil {
			return "", errors.Join(fmt.Errorf("open the tests' data directory: %w", err), os.Remove(dir))
		}
	}
	return dir, nil
}

// removeLeft removes what killed test binaries of this user left in base. Whatever a living one uses it leaves alone.
func removeLeft(ctx context.Context, base string) {
	left, err := filepath.Glob(filepath.Join(base, prefix+"*"))
	if err != nil {
		return // only a malformed pattern errs: a temp folder with brackets in its name, whose rest then stays
	}
	for _, dir := range left {
		if info, err := os.Lstat(dir); err != nil || !info.IsDir() || !isOurs(info) {
			continue
		}
		err := embedded.Remove(ctx, dir)
		if err != nil && !errors.Is(err, embedded.ErrInUse) && !errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintln(os.Stderr, "pgtest: what an earlier run left stays:", err)
		}
	}
}

// Running is the address of a database by the role that serves and works in production, which owns nothing: for tests
// of what that role may. A server that somebody named (KEPT_TEST_DATABASE_URL) has none, and the test is skipped.
func Running(t testing.TB, owner string) string {
	t.Helper()
	one.mu.Lock()
	own := one.own
	one.mu.Unlock()
	if own == nil {
		t.Skip("the named server has no second role")
	}
	return within(own.RunningURL(), strings.TrimPrefix(mustParse(t, owner).Path, "/"))
}

func mustParse(t testing.TB, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	return u
}
