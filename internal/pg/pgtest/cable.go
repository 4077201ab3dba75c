package pgtest

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
)

// Cable is a way to a database that can be cut, as when the server goes, and blocked, as when the net swallows
// everything without a word.
type Cable struct {
	// DB is the database at the cable's far end.
	DB *pg.DB

	listener         net.Listener
	network, address string

	mu      sync.Mutex
	state   sync.Cond
	isCut   bool
	isBlock bool
	ends    []net.Conn
	all     sync.WaitGroup
}

// Wire lays a cable to the database that db is of. It is taken away when the test ends.
func Wire(t testing.TB, db *pg.DB) *Cable {
	t.Helper()
	far := db.Pool().Config().ConnConfig
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &Cable{listener: listener}
	c.state.L = &c.mu
	c.network, c.address = pgconn.NetworkAddress(far.Host, far.Port)
	c.all.Go(c.accept)
	at := &url.URL{
		Scheme: "postgres", User: url.UserPassword(far.User, far.Password), Host: listener.Addr().String(),
		Path: "/" + far.Database, RawQuery: "sslmode=disable",
	}
	c.DB, err = pg.Open(context.Background(), at.String(), pg.Options{MaxConns: 4})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, listener.Close())
		c.Cut()
		c.DB.Close()
		c.all.Wait()
	})
	return c
}

func (c *Cable) accept() {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return // closed at the test's end
		}
		c.all.Go(func() { c.join(near) })
	}
}

// join lets both ends talk until one of them leaves or the cable is cut. An error of copying is just that.
func (c *Cable) join(near net.Conn) {
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
		_, _ = io.Copy(passing{c, far}, near)
		_ = far.Close()
	})
	_, _ = io.Copy(passing{c, near}, far)
}

// passing writes to one end while the cable is open.
type passing struct {
	c   *Cable
	end io.Writer
}

// Write waits while the cable is blocked.
func (p passing) Write(b []byte) (int, error) {
	p.c.mu.Lock()
	for p.c.isBlock && !p.c.isCut {
		p.c.state.Wait()
	}
	p.c.mu.Unlock()
	return p.end.Write(b)
}

func (c *Cable) hold(ends ...net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ends = append(c.ends, ends...)
	return !c.isCut
}

// Cut ends every connection, and every new one, until Mend.
func (c *Cable) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isCut = true
	c.state.Broadcast()
	for _, end := range c.ends {
		_ = end.Close() // may have ended by itself
	}
	c.ends = nil
}

// Block swallows what is sent, without ending a connection, until Mend.
func (c *Cable) Block() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isBlock = true
}

// Mend makes the cable whole again.
func (c *Cable) Mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isCut, c.isBlock = false, false
	c.state.Broadcast()
}
