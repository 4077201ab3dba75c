package people

import (
	"context"
	"fmt"
	"time"

	"github.com/go-chi/httprate"

	"github.com/kepthq/kept/internal/pg"
)

// Rate is how often something may be tried in a window of real time, by key.
type Rate struct {
	Name   string // of what is counted, as the keys in the table begin
	Limit  int
	Window time.Duration
}

// Tries is a count of tries in table throttles, so that it holds over restarts and in several processes. It is the
// counter of httprate's limiter. The keys in the table are hashed: they hold addresses.
type Tries struct {
	ctx    context.Context
	db     *pg.DB
	name   string
	window time.Duration
}

var _ httprate.LimitCounter = (*Tries)(nil)

// CountTries counts what a rate names. The context bounds every read and write: httprate passes none on.
func CountTries(ctx context.Context, db *pg.DB, r Rate) *Tries {
	return &Tries{ctx: ctx, db: db, name: r.Name, window: r.Window}
}

// Config is told the limit and the window by the limiter.
func (t *Tries) Config(_ int, window time.Duration) { t.window = window }

// Increment notes one try.
func (t *Tries) Increment(key string, currentWindow time.Time) error {
	return t.IncrementBy(key, currentWindow, 1)
}

// IncrementBy notes tries. The first of a key's window forgets what is a day old: no limiter asks for it any more.
func (t *Tries) IncrementBy(key string, currentWindow time.Time, amount int) error {
	const q = `insert into throttles (key, starts_at, count) values ($1, $2, $3)
		on conflict (key, starts_at) do update set count = throttles.count + excluded.count returning count`
	const prune = `delete from throttles where starts_at < clock_timestamp() - interval '1 day'`
	return t.db.Do(t.ctx, func(ctx context.Context, tx *pg.Tx) error {
		var count int
		if err := tx.QueryRow(ctx, q, t.hashed(key), currentWindow, amount).Scan(&count); err != nil {
			return fmt.Errorf("note a try: %w", err)
		}
		if count > amount {
			return nil
		}
		_, err := tx.Exec(ctx, prune)
		return err
	})
}

// Get is how often a key was tried in this window and in the one before.
func (t *Tries) Get(key string, currentWindow, previousWindow time.Time) (current, previous int, err error) {
	const q = `select coalesce(sum(count) filter (where starts_at = $2), 0)::int, coalesce(sum(count) filter (where starts_at = $3), 0)::int
		from throttles where key = $1 and starts_at in ($2, $3)`
	err = t.db.QueryRow(t.ctx, q, t.hashed(key), currentWindow, previousWindow).Scan(&current, &previous)
	return current, previous, err
}

func (t *Tries) hashed(key string) string {
	return fmt.Sprintf("%s:%x", t.name, Token(key).hash()[:16])
}
