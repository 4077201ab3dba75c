package work

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
)

// newName names a process's workers: where they run, and something that no earlier process had.
func newName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown" // the rest of the name tells processes apart as well
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), strings.ToLower(rand.Text()[:8]))
}

// silence is how many beats long a sweep may not move: it sleeps for 30 s at most, and a beat is 10 s.
const silence = 5

// beat tells everybody that this process's sweep is alive, in real time. A sweep that no longer moves has stopped, and
// is not told of: a stopped clock must be seen.
func (w *Workers) beat(ctx context.Context) error {
	moves := w.sweep.moves()
	w.silent++
	if moves != w.beaten {
		w.beaten, w.silent = moves, 0
	}
	if w.silent > silence {
		return errors.New("the sweep has stopped")
	}
	const q = `insert into workers (name) values ($1) on conflict (name) do update set beat_at = clock_timestamp()`
	_, err := w.db.Pool().Exec(ctx, q, w.name)
	return err
}

// forget removes the rows of workers that have not been heard of for a day.
func (w *Workers) forget(ctx context.Context) error {
	_, err := w.db.Pool().Exec(ctx, `delete from workers where beat_at < clock_timestamp() - interval '1 day'`)
	return err
}

// leave takes this process's row away: it ended in order.
func (w *Workers) leave(ctx context.Context) error {
	_, err := w.db.Pool().Exec(ctx, `delete from workers where name = $1`, w.name)
	return err
}
