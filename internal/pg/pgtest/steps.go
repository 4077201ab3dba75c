package pgtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
)

// Work is what one unit of work does.
type Work func(ctx context.Context, tx *pg.Tx) error

// Meeting is two units of work that meet, and what must be so when both have ended.
type Meeting struct {
	First, Second Work
	// Ended looks at what they left. The order says whose statements went when: 1, 2, and a w after whoever had to wait.
	Ended func(order string, first, second error)
}

// Orders says how many of the orders are tried.
type Orders struct {
	IsWhole bool // begin is a step of its own
	Most    int  // where there are more: so many, and then as many by chance; 0: all
}

// InEveryOrder lets two units of work meet once in each order in which their statements can go, each with a connection of
// its own, and returns how many were tried, and whether these are all. story makes what they meet at, anew each time.
//
// What goes to the database at once, a statement or a batch, is one step. Who waits for a lock of the other's goes on when
// the other has let go of it; that somebody waits is asked of Postgres, and never guessed by the time it takes. Begin goes
// with the first statement unless it is to be a step of its own: in read committed it sees nothing and holds nothing, so that
// whatever its order is it comes to the same. Nothing else is merged.
func InEveryOrder(t testing.TB, db *pg.DB, o Orders, story func() Meeting) (tried int, isAll bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel) // last of all: it frees what a failed test has left at its gate
	s := &stepper{t: t, ctx: ctx, watch: stepping(t, db, nil)}
	for i := range s.walkers {
		w := &walker{isWhole: o.IsWhole, arrived: make(chan struct{}), may: make(chan struct{}), ended: make(chan error, 1)}
		w.db = stepping(t, db, w)
		s.walkers[i] = w
	}
	t.Cleanup(cancel)
	path := []int{}
	for ; path != nil && (o.Most == 0 || tried < o.Most); path = s.after() {
		s.meet(story(), path)
		tried++
	}
	if path == nil {
		return tried, true
	}
	seed := rand.Uint64()
	s.begins = fmt.Sprintf("by chance with seed %d: ", seed)
	s.chance = rand.New(rand.NewPCG(seed, 0))
	for range o.Most {
		s.meet(story(), nil)
		tried++
	}
	return tried, false
}

func stepping(t testing.TB, db *pg.DB, tracer pgx.QueryTracer) *pg.DB {
	t.Helper()
	own, err := pg.Open(context.Background(), db.Pool().Config().ConnString(), pg.Options{MaxConns: 1, Tracer: tracer})
	require.NoError(t, err)
	t.Cleanup(own.Close)
	return own
}

// stepper lets two walkers go, a step at a time, and remembers where another choice was possible.
type stepper struct {
	t       testing.TB
	ctx     context.Context
	watch   *pg.DB
	walkers [2]*walker
	chance  *rand.Rand // nil: one way after the other
	taken   []int      // the choices of this meeting, where there was one
	begins  string     // of every order's name
	order   strings.Builder
}

// after is the next meeting's way: the last choice that was the first walker's becomes the second's. nil: all ways were gone.
func (s *stepper) after() []int {
	for i := len(s.taken) - 1; i >= 0; i-- {
		if s.taken[i] == 0 {
			return append(append([]int{}, s.taken[:i]...), 1)
		}
	}
	return nil
}

func (s *stepper) meet(m Meeting, path []int) {
	s.t.Helper()
	s.taken = nil
	s.order.Reset()
	s.order.WriteString(s.begins)
	for i, work := range []Work{m.First, m.Second} {
		s.walkers[i].begin(s.ctx, work)
		s.settles(i)
	}
	for {
		ready := s.ready()
		if len(ready) == 0 {
			break
		}
		next := ready[0]
		if len(ready) == 2 {
			switch n := len(s.taken); {
			case n < len(path):
				next = path[n]
			case s.chance != nil:
				next = s.chance.IntN(2)
			}
			s.taken = append(s.taken, next)
		}
		s.order.WriteString(fmt.Sprint(next + 1))
		s.walkers[next].goes(s.ctx)
		s.settles(next)
		if other := 1 - next; s.walkers[other].state == waiting {
			s.settles(other)
		}
	}
	for i, w := range s.walkers {
		require.Equal(s.t, gone, w.state, "%s: %d waits for ever", s.order.String(), i+1)
	}
	m.Ended(s.order.String(), s.walkers[0].err, s.walkers[1].err)
}

func (s *stepper) ready() (all []int) {
	for i, w := range s.walkers {
		if w.state == atGate {
			all = append(all, i)
		}
	}
	return all
}

// patient is how long a step may take; only a fault takes so long.
const patient = time.Minute

// settles waits until a walker stands before its next statement, has ended, or waits for a lock.
func (s *stepper) settles(i int) {
	s.t.Helper()
	w := s.walkers[i]
	tooLong := time.After(patient)
	for w.state = walking; w.state == walking; {
		select {
		case <-w.arrived:
			w.state = atGate
		case w.err = <-w.ended:
			w.state = gone
		case <-tooLong:
			require.FailNow(s.t, "a step does not end", s.order.String())
		case <-time.After(time.Millisecond): // how often Postgres is asked
			if s.waits(w, s.walkers[1-i]) {
				w.state = waiting
				s.order.WriteByte('w')
			}
		}
	}
}

// waits asks Postgres whether the other holds what a walker wants. What a third one holds, such as the server's lock for those
// who commit with a word to others, it lets go by itself.
func (s *stepper) waits(w, other *walker) (is bool) {
	s.t.Helper()
	err := s.watch.QueryRow(s.ctx, `select $2::int = any (pg_blocking_pids($1::int))`, w.pid.Load(), other.pid.Load()).Scan(&is)
	require.NoError(s.t, err)
	return is
}

type place int

const (
	walking place = iota // the database is at it
	atGate               // it has not sent its next statement yet
	waiting              // for a lock
	gone                 // it has committed or failed
)

// walker is one of two units of work. It is the tracer of its connection, and holds each statement back until it may go.
type walker struct {
	db      *pg.DB
	isWhole bool
	state   place
	err     error
	pid     atomic.Int64
	arrived chan struct{}
	may     chan struct{}
	ended   chan error
}

func (w *walker) begin(ctx context.Context, work Work) {
	go func() { w.ended <- w.db.Do(ctx, work) }()
}

func (w *walker) goes(ctx context.Context) {
	select {
	case w.may <- struct{}{}:
	case <-ctx.Done():
	}
}

func (w *walker) stands(ctx context.Context, conn *pgx.Conn) {
	w.pid.Store(int64(conn.PgConn().PID()))
	select {
	case w.arrived <- struct{}{}:
	case <-ctx.Done():
		return
	}
	select {
	case <-w.may:
	case <-ctx.Done():
	}
}

// TraceQueryStart holds a statement back.
func (w *walker) TraceQueryStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	if isBegin := strings.HasPrefix(data.SQL, "begin"); w.isWhole && isBegin || !isBegin && data.SQL != "-- ping" && data.SQL != ";" {
		w.stands(ctx, conn)
	}
	return ctx
}

// TraceQueryEnd has nothing to do.
func (w *walker) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart holds back statements that go together.
func (w *walker) TraceBatchStart(ctx context.Context, conn *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	w.stands(ctx, conn)
	return ctx
}

// TraceBatchQuery has nothing to do.
func (w *walker) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd has nothing to do.
func (w *walker) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}
