package pgtest

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Trace hears every statement that goes through a pool (pg.Options.Tracer).
type Trace struct {
	mu         sync.Mutex
	statements []string
	trips      int
	took       time.Duration
}

// Heard is what went through a pool for a while.
type Heard struct {
	Statements []string      // as the database gets them, those of batches one by one
	Trips      int           // times that the program waited for the database
	Took       time.Duration // until the last row of each was read
}

// Since is what was heard since the last call, and begins anew.
func (t *Trace) Since() Heard {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := Heard{Statements: t.statements, Trips: t.trips, Took: t.took}
	t.statements, t.trips, t.took = nil, 0, 0
	return h
}

type begunKey struct{}

// TraceQueryStart hears a statement that goes by itself.
func (t *Trace) TraceQueryStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	sql := data.SQL
	for _, a := range data.Args {
		if r, ok := a.(pgx.QueryRewriter); ok {
			if rewritten, _, err := r.RewriteQuery(ctx, conn, sql, nil); err == nil {
				sql = rewritten
			}
		}
	}
	t.hear(sql)
	return context.WithValue(ctx, begunKey{}, time.Now())
}

// TraceQueryEnd hears that its last row was read.
func (t *Trace) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	t.ended(ctx)
}

// TraceBatchStart hears that statements go together.
func (t *Trace) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return context.WithValue(ctx, begunKey{}, time.Now())
}

// TraceBatchQuery hears one of them.
func (t *Trace) TraceBatchQuery(_ context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	t.hear(data.SQL)
}

// TraceBatchEnd hears that all were answered.
func (t *Trace) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchEndData) {
	t.ended(ctx)
}

func (t *Trace) hear(sql string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.statements = append(t.statements, sql)
}

func (t *Trace) ended(ctx context.Context) {
	begun, ok := ctx.Value(begunKey{}).(time.Time)
	if !ok {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trips++
	t.took += time.Since(begun)
}
