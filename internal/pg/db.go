// Package pg is the way to Postgres: the pool, the unit of work that knows what time it is, and
// the translation of the database's errors. It knows no tickets; what the tables mean is the
// rooms' business.
package pg

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// Reader answers queries: the pool, or a unit of work that must see its own changes.
type Reader interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	// Memo keeps what never changes once it is written, such as a version of a policy.
	Memo(key any, load func() (any, error)) (any, error)
}

// DB is a pool of connections to one database.
type DB struct {
	pool *pgxpool.Pool
	jobs *river.Client[pgx.Tx]
	memo *sync.Map
}

// Options are a pool's settings.
type Options struct {
	MaxConns       int32           // 0: the driver's default, at least 4
	ConnectTimeout time.Duration   // 0: 3 s, so that a page answers 503 within 5 s
	Tracer         pgx.QueryTracer // hears of every statement; nil: nobody listens
}

// Open makes a pool. It does not connect yet: a database that is away is met by the first query.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The driver's message may quote the address with its password in it.
		return nil, errors.New("the database's address is not a valid Postgres URL")
	}
	if o.MaxConns > 0 {
		config.MaxConns = o.MaxConns
	}
	config.ConnConfig.ConnectTimeout = 3 * time.Second
	if o.ConnectTimeout > 0 {
		config.ConnConfig.ConnectTimeout = o.ConnectTimeout
	}
	config.ConnConfig.Tracer = o.Tracer
	config.ConnConfig.RuntimeParams["application_name"] = "kept"
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	config.ConnConfig.RuntimeParams["jit"] = "off" // to compile a page's query took a second, to run it some milliseconds
	// To plan a list took three times as long as to read it. What a general plan would serve badly is several statements, or asks
	// for a plan of its own (search); TestPlans reads the general ones.
	config.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	config.AfterConnect = prepare
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the pool: %w", err)
	}
	jobs, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("prepare the job queue: %w", err)
	}
	return &DB{pool: pool, jobs: jobs, memo: &sync.Map{}}, nil
}

// prepare makes every timestamptz come back in UTC.
func prepare(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID,
		Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}

// Close ends every connection.
func (db *DB) Close() { db.pool.Close() }

// Pool is for those who run jobs or listen; everybody else reads through DB and changes in Do.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Query reads outside a unit of work. Inside one it is refused: a pool that is full would hang.
func (db *DB) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if inside(ctx) {
		return nil, errInside
	}
	return db.pool.Query(ctx, sql, args...)
}

// QueryRow reads one row outside a unit of work.
func (db *DB) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	if inside(ctx) {
		return failedRow{errInside}
	}
	return db.pool.QueryRow(ctx, sql, args...)
}

// SendBatch reads several things in one round trip, outside a unit of work.
func (db *DB) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	if inside(ctx) {
		return pgx.FailedBatchResults(b, errInside)
	}
	return db.pool.SendBatch(ctx, b)
}

// Memo answers from memory what load has read before under the same key. Only for rows that are
// never changed after they are committed.
func (db *DB) Memo(key any, load func() (any, error)) (any, error) {
	return memo(db.memo, key, load)
}

func memo(m *sync.Map, key any, load func() (any, error)) (any, error) {
	if v, ok := m.Load(key); ok {
		return v, nil
	}
	v, err := load()
	if err != nil {
		return nil, err
	}
	m.Store(key, v)
	return v, nil
}

var errInside = errors.New("the pool is read inside a unit of work: read through its Tx")

type failedRow struct{ err error }

func (r failedRow) Scan(...any) error { return r.err }
