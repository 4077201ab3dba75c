// Package listen hears what is said on a channel of Postgres, on one connection of its own that is not of the pool. What is
// said while that connection is away nobody repeats, so whoever listens is told that something may be missing. It must
// never know what the words mean.
package listen

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Ear is told what is heard, one thing after the other, and must not wait for anybody.
type Ear interface {
	// Hear is told what was said.
	Hear(payload string)
	// Stand is told that from now on everything is heard; what was said before may be lost.
	Stand()
	// Fall is told that nothing is heard any more, until Stand.
	Fall()
}

const (
	firstPause   = 50 * time.Millisecond
	longestPause = 5 * time.Second

	// A connection that is silent for so long is asked whether it still stands, and has so long to answer.
	silence = 15 * time.Second
	answer  = 5 * time.Second
)

// On listens to a channel until ctx ends. A lost connection is made again, after pauses that grow.
func On(ctx context.Context, db *pg.DB, channel string, ear Ear, log *slog.Logger) {
	pause := firstPause
	for ctx.Err() == nil {
		stood, err := hear(ctx, db, channel, ear)
		if ctx.Err() != nil {
			return
		}
		if stood {
			pause = firstPause
			ear.Fall()
			log.Warn("the connection that listens for what happens was lost", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
}

// hear listens until the connection is lost. It reports whether it ever stood.
func hear(ctx context.Context, db *pg.DB, channel string, ear Ear) (bool, error) {
	conn, err := pgx.ConnectConfig(ctx, db.Pool().Config().ConnConfig)
	if err != nil {
		return false, err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(closing) // it is lost, or we are
	}()
	if _, err := conn.Exec(ctx, `listen `+pgx.Identifier{channel}.Sanitize()); err != nil {
		return false, err
	}
	ear.Stand()
	for {
		said, err := next(ctx, conn)
		if err != nil {
			return true, err
		}
		if said != nil {
			ear.Hear(*said)
		}
	}
}

// next waits for what is said next; nil when all was silent and the connection still stands.
func next(ctx context.Context, conn *pgx.Conn) (*string, error) {
	waiting, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	n, err := conn.WaitForNotification(waiting)
	if err == nil {
		return &n.Payload, nil
	}
	if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
		return nil, err
	}
	asking, cancel := context.WithTimeout(ctx, answer)
	defer cancel()
	return nil, conn.Ping(asking)
}
