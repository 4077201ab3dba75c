//go:build unix

package embedded

import (
	"context"
	"syscall"
	"time"
)

// How often an attached process looks whether the owner has gone, and how long the pauses between failing starts are.
const (
	watchEvery   = 100 * time.Millisecond
	firstPause   = 50 * time.Millisecond
	longestPause = 2 * time.Second
	steady       = 10 * time.Second // a server that lived so long is started again without a longer pause
	firstTries   = 3                // by Start, before it gives up; a take-over or a restart never gives up
)

// open makes ready and starts the server; a few failures are forgiven, as what a killed server leaves can take a
// moment to go.
func (s *Server) open(ctx context.Context) (*cluster, *process, error) {
	pause := firstPause
	for try := 1; ; try++ {
		c, p, err := s.tryOpen(ctx)
		if err == nil {
			return c, p, nil
		}
		if try == firstTries || ctx.Err() != nil {
			return nil, nil, err
		}
		if wait(ctx, pause) != nil {
			return nil, nil, err
		}
		pause *= 2
	}
}

func (s *Server) tryOpen(ctx context.Context) (*cluster, *process, error) {
	c, err := openCluster(ctx, s.files, s.options, s.secret, s.running)
	if err != nil {
		return nil, nil, err
	}
	p, err := c.startPostmaster(ctx)
	if err != nil {
		return nil, nil, err
	}
	return c, p, nil
}

// run is the life of a Server: attached until the lock is free, then the owner, until ctx ends.
func (s *Server) run(ctx context.Context, l *lock, p *process) {
	defer close(s.done)
	if l == nil {
		if l = s.awaitLock(ctx); l == nil {
			return
		}
		s.options.Log.Warn("the process that ran the embedded database has gone: taking it over", "data", s.files.home)
	}
	defer func() {
		if err := l.release(); err != nil {
			s.options.Log.Error("the embedded database is not let go of", "error", err)
		}
	}()
	s.supervise(ctx, p)
}

// awaitLock returns the lock once its holder has gone, nil when ctx ends before.
func (s *Server) awaitLock(ctx context.Context) *lock {
	told := false
	for wait(ctx, watchEvery) == nil {
		l, err := s.files.tryLock()
		if l != nil {
			return l
		}
		if err != nil && !told {
			s.options.Log.Error("the embedded database cannot be watched", "error", err)
		}
		told = err != nil
	}
	return nil
}

// supervise keeps the server running: one that ends, or has not started yet, is started again until ctx ends. The
// pauses grow while it does not hold.
func (s *Server) supervise(ctx context.Context, p *process) {
	pause := firstPause
	for {
		if p != nil {
			select {
			case <-p.ended:
			case <-ctx.Done():
				p.end(syscall.SIGINT, s.hurry)
				return
			}
			s.options.Log.Error("the embedded database has ended: starting it again", "error", orClean(p.err))
			if time.Since(p.since) > steady {
				pause = firstPause
			} else if wait(ctx, pause) != nil {
				return
			} else {
				pause = min(2*pause, longestPause)
			}
		}
		_, next, err := s.tryOpen(ctx)
		if p = next; err == nil {
			s.options.Log.Info("the embedded database runs again", "data", s.files.home)
			continue
		}
		if ctx.Err() != nil {
			return
		}
		s.options.Log.Error("the embedded database does not start", "error", err, "again_in", pause)
		if wait(ctx, pause) != nil {
			return
		}
		pause = min(2*pause, longestPause)
	}
}
