package work

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

const (
	longestSleep = 30 * time.Second      // it looks at least this often, whatever it was told
	justAfter    = time.Millisecond      // a promise breaks past its instant, not at it
	dueLimit     = 1000                  // tickets of one look
	share        = 200                   // so many of them are acted on before the next look: two sweeps rarely meet
	together     = 25                    // tickets of one change, where many are due
	lookTimeout  = 10 * time.Second      // for asking what is due
	passTimeout  = 10 * time.Second      // for one ticket
	firstPause   = 50 * time.Millisecond // while the database is away, doubled up to the longest
	longestPause = 2 * time.Second
)

// sweep is the loop that acts on promises whose time has come. The table is the alarm clock: it sleeps until the
// earliest time that stands there, or until it is woken.
type sweep struct {
	db     *pg.DB
	log    *slog.Logger
	name   string // of this process's workers
	atOnce int
	woken  chan struct{}
	rest   *infirmary

	looks, acted, skipped, failed atomic.Int64

	pause   time.Duration // before the next look while the database is away; 0 while it answers
	waiting bool          // the last look found a time that had come, and nothing that was due
}

func newSweep(db *pg.DB, name string, o Options) *sweep {
	s := &sweep{db: db, log: o.Log, name: name, atOnce: o.AtOnce, woken: make(chan struct{}, 1)}
	s.rest = newInfirmary(s.wake)
	return s
}

// wake lets the loop look now. It may be called at any time, by anybody.
func (s *sweep) wake() {
	select {
	case s.woken <- struct{}{}:
	default: // it is about to look anyhow
	}
}

func (s *sweep) count() Count {
	return Count{Acted: s.acted.Load(), Skipped: s.skipped.Load(), Failed: s.failed.Load()}
}

// moves counts everything that shows that the sweep is alive.
func (s *sweep) moves() int64 {
	return s.looks.Load() + s.acted.Load() + s.skipped.Load() + s.failed.Load()
}

// run looks, acts and sleeps until ctx ends; what it is acting on then is still done.
func (s *sweep) run(ctx context.Context) {
	defer s.rest.close()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.woken:
		case <-timer.C:
		}
		timer.Reset(s.look(ctx))
	}
}

// look acts on what is due and says how long to sleep.
func (s *sweep) look(ctx context.Context) time.Duration {
	s.looks.Add(1)
	wait, err := s.round(ctx)
	switch {
	case ctx.Err() != nil:
		return 0
	case err == nil:
		if s.pause > 0 {
			s.log.Info("the sweep goes on")
		}
		s.pause = 0
		return wait
	case s.pause == 0:
		s.log.Error("the sweep cannot look", "err", err)
		s.pause = firstPause
	default:
		s.pause = min(2*s.pause, longestPause)
	}
	return s.pause
}

// round acts on one share of what is due.
func (s *sweep) round(ctx context.Context) (time.Duration, error) {
	asking, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	due, err := ticket.Due(asking, s.db, s.rest.patients(), dueLimit)
	if err != nil {
		return 0, err
	}
	if len(due) == 0 {
		return s.sleep(asking)
	}
	s.waiting = false
	rand.Shuffle(len(due), func(i, j int) { due[i], due[j] = due[j], due[i] })
	if len(due) > share {
		due = due[:share]
	}
	skipped, err := s.act(ctx, due)
	if err != nil {
		return 0, err
	}
	if skipped == len(due) { // others are at all of them, and nobody tells when they are done
		return time.Duration(10+rand.IntN(40)) * time.Millisecond, nil
	}
	return 0, nil
}

// act lets time pass on tickets, some together in one change and a few changes at a time. It returns how many were
// skipped, and an error only when the database is away.
func (s *sweep) act(ctx context.Context, due []ticket.ID) (int, error) {
	var skipped atomic.Int64
	var away atomic.Pointer[error]
	var busy sync.WaitGroup
	next := make(chan []ticket.ID)
	for range min(s.atOnce, len(due)) {
		busy.Go(func() {
			for ids := range next {
				n, err := s.passAll(ctx, ids)
				skipped.Add(int64(n))
				if err != nil {
					away.Store(&err)
				}
			}
		})
	}
	// What is due alone does not wait for others; what is due with many others shares the cost of a change.
	for ids := range slices.Chunk(due, min(together, 1+len(due)/(2*s.atOnce))) {
		if ctx.Err() != nil || away.Load() != nil {
			break
		}
		next <- ids
	}
	close(next)
	busy.Wait()
	if err := away.Load(); err != nil {
		return 0, *err
	}
	return int(skipped.Load()), nil
}

// passAll lets time pass on tickets in one unit of work. If that fails, each gets one of its own: one bad ticket fails
// alone. It returns how many were skipped, and an error only when the database is away.
func (s *sweep) passAll(ctx context.Context, ids []ticket.ID) (int, error) {
	got, err := s.pass(ctx, ids)
	switch {
	case pg.Unavailable(err):
		return 0, err
	case err == nil:
		skipped := len(ids) - len(got)
		s.acted.Add(int64(len(got)))
		s.skipped.Add(int64(skipped))
		s.well(ctx, got)
		return skipped, nil
	case len(ids) == 1:
		s.failed.Add(1)
		tries, rest := s.rest.admit(ids[0])
		s.log.Error("a ticket cannot be acted on", "ticket_id", ids[0], "tries", tries, "again_in", rest, "err", err)
		s.chart(ctx, ids[0], rest, err)
		return 0, nil
	}
	skipped := 0
	for _, id := range ids {
		n, err := s.passAll(ctx, []ticket.ID{id})
		if err != nil {
			return 0, err
		}
		skipped += n
	}
	return skipped, nil
}

// pass lets time pass on tickets, in a unit of work of its own. One that has begun is not cut off by a stop.
func (s *sweep) pass(ctx context.Context, ids []ticket.ID) (got []ticket.ID, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), passTimeout)
	defer cancel()
	err = s.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		got, err = ticket.Pass(ctx, tx, people.System, ids...)
		return err
	})
	if err != nil && ctx.Err() != nil { // these tickets' trouble alone: the database is asked by the next look
		err = fmt.Errorf("not done within %s: %s", passTimeout, err.Error())
	}
	return got, err
}

// sleep says how long nothing will be due, gives mails to the workers whose next try has come, and posts notices.
func (s *sweep) sleep(ctx context.Context) (time.Duration, error) {
	wait := longestSleep
	mail, err := outbox.NextTry(ctx, s.db)
	if err != nil {
		return 0, err
	}
	if mail != nil && *mail <= 0 {
		if err := s.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
			_, err := outbox.QueueDue(ctx, tx)
			return err
		}); err != nil {
			return 0, err
		}
		mail = nil
		wait = time.Second // there may be more of them than one change takes
	}
	if mail != nil {
		wait = min(wait, *mail+justAfter)
	}
	notices, err := s.tell(ctx)
	if err != nil {
		return 0, err
	}
	wait = min(wait, notices)
	promise, err := ticket.NextBreak(ctx, s.db, s.rest.patients()...)
	switch {
	case err != nil:
		return 0, err
	case promise == nil:
		s.waiting = false
		return wait, nil
	case *promise > 0:
		s.waiting = false
		return min(wait, *promise+justAfter), nil
	case s.waiting:
		// It had come at the last look too, and still nothing is due: the clock of this desk stands still. Who
		// moves it wakes us.
		return wait, nil
	default:
		s.waiting = true
		return justAfter, nil
	}
}
