package work

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// listen wakes the sweep whenever somebody says that something falls due, on a connection of its own. When that
// is lost it makes a new one, and wakes the sweep, which may have missed something.
func (s *sweep) listen(ctx context.Context) {
	pause := firstPause
	for ctx.Err() == nil {
		heard, err := s.hear(ctx)
		if ctx.Err() != nil {
			return
		}
		if heard {
			pause = firstPause
			s.log.Warn("the sweep’s connection was lost", "err", err)
		}
		s.wake()
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
}

// hear listens until the connection is lost. It reports whether it ever stood.
func (s *sweep) hear(ctx context.Context) (bool, error) {
	conn, err := pgx.ConnectConfig(ctx, s.db.Pool().Config().ConnConfig)
	if err != nil {
		return false, err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(closing) // it is lost, or we are
	}()
	if _, err := conn.Exec(ctx, `listen kept_due`); err != nil {
		return false, err
	}
	s.wake()
	for {
		if err := next(ctx, conn); err != nil {
			return true, err
		}
		s.wake()
	}
}

// next waits for one notification. A connection that is silent for long is asked whether it still stands.
func next(ctx context.Context, conn *pgx.Conn) error {
	waiting, cancel := context.WithTimeout(ctx, longestSleep)
	defer cancel()
	_, err := conn.WaitForNotification(waiting)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		asking, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		return conn.Ping(asking)
	}
	return err
}
