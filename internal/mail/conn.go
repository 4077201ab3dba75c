package mail

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// conn is a network connection, below any encryption, that remembers whether a write failed. A letter ends with the
// last bytes written, so after a failed write the server cannot have got the end; when none failed it may have.
type conn struct {
	net.Conn
	broken atomic.Bool
}

func dial(ctx context.Context, address string) (*conn, error) {
	var dialer net.Dialer
	c, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c}, nil
}

// Write writes b, and notes if not all of it went.
func (c *conn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if err != nil {
		c.broken.Store(true)
	}
	return n, err
}

// bind ends every read and write when ctx ends, until the returned function is called (once or more).
func (c *conn) bind(ctx context.Context) (release func()) {
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		// Any instant in the past will do. An error means that the connection is closed: then nothing waits.
		_ = c.SetDeadline(time.Unix(1, 0))
	})
	return sync.OnceFunc(func() {
		if !stop() {
			<-ended
		}
	})
}
