package pg

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"
)

// Tx is one unit of work: its rows, its instant and its jobs commit together or not at all.
type Tx struct {
	pgx.Tx
	// Now is the one instant of this change: UTC, microseconds, read from the database after its
	// tickets are locked. Zero until ReadClock was called.
	Now time.Time

	jobs       *river.Client[pgx.Tx]
	memo       *sync.Map
	checks     []func() error
	savepoints int
}

// Job is work that should leave the house now, by a worker, after the change is committed.
type Job interface{ Kind() string }

type insideKey struct{}

func inside(ctx context.Context) bool { return ctx.Value(insideKey{}) != nil }

// Do begins a transaction, runs f and commits. A serialization failure, a deadlock or a plan that
// a migration made stale is tried again, so f may run more than once and must not reach outside.
// Do inside Do is an error.
func (db *DB) Do(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	if inside(ctx) {
		return errors.New("a unit of work inside a unit of work")
	}
	for try := 1; ; try++ {
		err := db.once(ctx, f)
		if err == nil || try == 6 || !WorthAgain(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(1+rand.IntN(8<<try)) * time.Millisecond):
		}
	}
}

func (db *DB) once(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	return pgx.BeginFunc(ctx, db.pool, func(t pgx.Tx) error {
		tx := db.Wrap(t)
		if err := f(context.WithValue(ctx, insideKey{}, true), tx); err != nil {
			return err
		}
		for _, check := range tx.checks {
			if err := check(); err != nil {
				return err
			}
		}
		return nil
	})
}

// Wrap makes a unit of work of a transaction that somebody else commits or rolls back: the tests'.
func (db *DB) Wrap(t pgx.Tx) *Tx { return &Tx{Tx: t, jobs: db.jobs, memo: db.memo} }

// Before asks check when all of the change is done, before it commits. An error undoes the change.
func (tx *Tx) Before(check func() error) { tx.checks = append(tx.checks, check) }

// Savepoint returns what undoes all that this change does from here on: rows, and what Before is to ask.
func (tx *Tx) Savepoint(ctx context.Context) (back func(context.Context) error, err error) {
	checks := len(tx.checks)
	tx.savepoints++
	name := fmt.Sprint("here_", tx.savepoints)
	if _, err := tx.Exec(ctx, "savepoint "+name); err != nil {
		return nil, fmt.Errorf("set a savepoint: %w", err)
	}
	return func(ctx context.Context) error {
		tx.checks = tx.checks[:checks]
		_, err := tx.Exec(ctx, "rollback to savepoint "+name)
		return err
	}, nil
}

// ReadClock reads the instant of this change. It is a statement of its own, after the locks: in the
// locking select, even clock_timestamp() is as old as the wait was long.
func (tx *Tx) ReadClock(ctx context.Context) error {
	if err := tx.QueryRow(ctx, `select kept_now()`).Scan(&tx.Now); err != nil {
		return fmt.Errorf("read the clock: %w", err)
	}
	return nil
}

// Later queues jobs that exist if and only if this change commits.
func (tx *Tx) Later(ctx context.Context, jobs ...Job) error {
	if len(jobs) == 0 {
		return nil
	}
	all := make([]river.InsertManyParams, 0, len(jobs))
	for _, job := range jobs {
		all = append(all, river.InsertManyParams{Args: job})
	}
	if _, err := tx.jobs.InsertManyTx(ctx, tx.Tx, all); err != nil {
		return fmt.Errorf("queue %s: %w", jobs[0].Kind(), err)
	}
	return nil
}

// Memo answers from memory what load has read before under the same key. Only for rows that are
// never changed after they are committed; rows written in this very change must not be asked for.
func (tx *Tx) Memo(key any, load func() (any, error)) (any, error) { return memo(tx.memo, key, load) }

// WorthAgain reports whether the same change may succeed when it is tried again: 40001 serialization failure, 40P01 deadlock, 0A000 a cached plan that no longer fits.
func WorthAgain(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == "40001" || e.Code == "40P01" || e.Code == "0A000"
}
