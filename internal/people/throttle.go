package people

import (
	"context"
	"fmt"
	"time"

	"github.com/go-chi/httprate"
	"github.com/jackc/pgx/v5"

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
	tx     *pg.Tx
	name   string
	window time.Duration
	last   Try
	quick  bool
}

var _ httprate.LimitCounter = (*Tries)(nil)

// Try is one that was counted, to be taken back when it turns out to be none. The zero Try was not counted.
type Try struct {
	key      string
	startsAt time.Time
}

// CountTries counts what a rate names. The context bounds every read and write: httprate passes none on.
func CountTries(ctx context.Context, tx *pg.Tx, r Rate) *Tries {
	return &Tries{ctx: ctx, tx: tx, name: r.Name, window: r.Window}
}

// Quickly has nobody wait for the disk, where the count is all that the unit of work writes: what of it a power cut forgets is
// no loss.
func (t *Tries) Quickly() *Tries {
	t.quick = true
	return t
}

// Config is told the limit and the window by the limiter.
func (t *Tries) Config(_ int, window time.Duration) { t.window = window }

// Last is the try that was noted last.
func (t *Tries) Last() Try { return t.last }

// Increment notes one try.
func (t *Tries) Increment(key string, currentWindow time.Time) error {
	return t.IncrementBy(key, currentWindow, 1)
}

// IncrementBy notes tries. The first of a key's window forgets what is a day old: no limiter asks for it any more.
func (t *Tries) IncrementBy(key string, currentWindow time.Time, amount int) error {
	const q = `insert into throttles (key, starts_at, count) values ($1, $2, $3)
		on conflict (key, starts_at) do update set count = throttles.count + excluded.count returning count`
	const prune = `delete from throttles where (key, starts_at) in (
		select key, starts_at from throttles where starts_at < clock_timestamp() - interval '1 day' for update skip locked)`
	t.last = Try{key: t.hashed(key), startsAt: currentWindow}
	var count int
	if err := t.tx.QueryRow(t.ctx, q, t.last.key, currentWindow, amount).Scan(&count); err != nil {
		return fmt.Errorf("note a try: %w", err)
	}
	if count > amount {
		return nil
	}
	_, err := t.tx.Exec(t.ctx, prune)
	return err
}

// Get is how often a key was tried in this window and in the one before. Until the unit of work ends nobody else gets
// an answer for the key: of many who try at once no more pass than may, since each sees the ones before.
func (t *Tries) Get(key string, currentWindow, previousWindow time.Time) (current, previous int, err error) {
	const q = `select coalesce(sum(count) filter (where starts_at = $2), 0)::int, coalesce(sum(count) filter (where starts_at = $3), 0)::int
		from throttles where key = $1 and starts_at in ($2, $3)`
	batch := &pgx.Batch{}
	if t.quick {
		batch.Queue(`select set_config('synchronous_commit', 'off', true)`)
	}
	QueueAlone(batch, t.hashed(key))
	batch.Queue(q, t.hashed(key), currentWindow, previousWindow).QueryRow(func(row pgx.Row) error { return row.Scan(&current, &previous) })
	err = t.tx.SendBatch(t.ctx, batch).Close()
	return current, previous, err
}

func (t *Tries) hashed(key string) string {
	return fmt.Sprintf("%s:%x", t.name, Token(key).hash()[:16])
}

// Alone waits until nobody else is at what the key names, and keeps others off it until the unit of work ends. A key may hold
// anything that somebody sent.
func Alone(ctx context.Context, tx *pg.Tx, key string) error {
	_, err := tx.Exec(ctx, alone, Token(key).hash())
	return err
}

// QueueAlone is Alone in a batch: what stands behind it there begins when nobody else is at it.
func QueueAlone(batch *pgx.Batch, key string) { batch.Queue(alone, Token(key).hash()) }

const alone = `select pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 0))`

// TakeBack makes a try that was counted none, such as a sign-in that was right.
func (t Try) TakeBack(ctx context.Context, tx *pg.Tx) error {
	_, err := tx.Exec(ctx, `update throttles set count = count - 1 where key = $1 and starts_at = $2 and count > 0`, t.key, t.startsAt)
	return err
}
