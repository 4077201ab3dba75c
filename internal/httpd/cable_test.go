package httpd_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

// cable is the way to a database that can be cut and mended.
type cable struct {
	listener         net.Listener
	network, address string

	gate  sync.RWMutex // held for writing, nothing passes
	mu    sync.Mutex
	isCut bool
	ends  []net.Conn
	all   sync.WaitGroup
}

// wired is a database of the test's own behind a cable.
func wired(t *testing.T) (*pg.DB, *cable) {
	t.Helper()
	config, err := pgx.ParseConfig(pgtest.NewURL(t))
	require.NoError(t, err)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &cable{listener: listener}
	c.network, c.address = pgconn.NetworkAddress(config.Host, config.Port)
	c.all.Go(c.accept)
	at := &url.URL{
		Scheme: "postgres", User: url.UserPassword(config.User, config.Password), Host: listener.Addr().String(),
		Path: "/" + config.Database, RawQuery: "sslmode=disable",
	}
	db, err := pg.Open(context.Background(), at.String(), pg.Options{MaxConns: 4})
	require.NoError(t, err)
	t.Cleanup(func() {
		db.Close()
		require.NoError(t, listener.Close())
		c.cut()
		c.all.Wait()
	})
	return db, c
}

func (c *cable) accept() {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return // closed at the test's end
		}
		c.all.Go(func() { c.join(near) })
	}
}

// join lets both ends talk until one of them leaves or the cable is cut. An error of copying is just that.
func (c *cable) join(near net.Conn) {
	defer near.Close()
	far, err := net.Dial(c.network, c.address)
	if err != nil {
		return
	}
	defer far.Close()
	if !c.hold(near, far) {
		return
	}
	c.all.Go(func() {
		_, _ = io.Copy(gated{far, c}, near)
		_ = far.Close()
	})
	_, _ = io.Copy(gated{near, c}, far)
}

// gated lets bytes pass while the cable's gate is open.
type gated struct {
	io.Writer
	c *cable
}

func (g gated) Write(p []byte) (int, error) {
	g.c.gate.RLock()
	defer g.c.gate.RUnlock()
	return g.Writer.Write(p)
}

func (c *cable) hold(ends ...net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ends = append(c.ends, ends...)
	return !c.isCut
}

func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isCut = true
	for _, end := range c.ends {
		_ = end.Close() // may have ended by itself
	}
	c.ends = nil
}

func (c *cable) mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isCut = false
}
