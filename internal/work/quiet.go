package work

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// quietFor is how long the same complaint is kept back: with a database that is away, the job queue complains of it ten
// times a second, and an outage of a night would fill a disk.
const quietFor = 10 * time.Second

// quiet passes on warnings and errors of the job queue only, and the same one once in quietFor, with how many were kept
// back since.
type quiet struct {
	slog.Handler
	told *told
}

// told is when which complaint was passed on last.
type told struct {
	mu  sync.Mutex
	all map[string]complaint
}

type complaint struct {
	at   time.Time
	kept int // back since
}

func newQuiet(h slog.Handler) quiet { return quiet{h, &told{all: map[string]complaint{}}} }

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

// Handle implements slog.Handler. The queue's messages are a few fixed ones: what differs stands in their attributes.
func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	kept, ok := q.told.pass(r)
	if !ok {
		return nil
	}
	if kept > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("kept_back", kept))
	}
	return q.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler {
	return quiet{q.Handler.WithAttrs(attrs), q.told}
}

// WithGroup implements slog.Handler.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name), q.told} }

func (t *told) pass(r slog.Record) (kept int, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	last, known := t.all[r.Message]
	if known && r.Time.Sub(last.at) < quietFor {
		last.kept++
		t.all[r.Message] = last
		return 0, false
	}
	t.all[r.Message] = complaint{at: r.Time}
	return last.kept, true
}
