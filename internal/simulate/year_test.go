// Package simulate lets a desk live through a year in minutes: customers who ask, write, thank, stay silent and come back, a staff
// that answers, promises and forgets, workers that race, die and stand still, and mail that does not always leave. After every hour the
// doctor looks at each ticket that was touched, after every day at all of them, and in the end every ticket must have closed.
package simulate

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/ticket"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// The year that is simulated, in which both nights of daylight saving lie, and how finely.
const (
	moment   = 10 * time.Minute // what happens within one happens at once, by several hands
	longest  = 120              // days after the last question until every ticket must have closed
	atOnce   = 4                // hands of staff and customers
	workers  = 2                // that race for what is due
	doctors  = 2                // who look at the same time, each at another hour
	inTheRun = 12               // tickets, in an ordinary run
)

// here is where the desk stands, whose people come to visits and take calls.
var here = time.FixedZone("here", int(time.Hour/time.Second))

var newYear = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// TestYear_passes_and_no_ticket_is_lost takes its seed and its size from SEED and TICKETS; make simulate sets them. QUICK=1 lets the
// doctor look at closed tickets that nobody touched at the end of each month only (look).
func TestYear_passes_and_no_ticket_is_lost(t *testing.T) {
	t.Parallel()
	seed, tickets := number(t, "SEED", 1), number(t, "TICKETS", inTheRun)
	y := begin(t, uint64(seed), tickets)
	y.isQuick = os.Getenv("QUICK") == "1"
	begun := time.Now()
	err := y.run(t.Context())
	if err != nil {
		t.Fatalf("%v: %v\nAgain: make simulate SEED=%d TICKETS=%d", y.now.Format(time.DateTime), err, seed, tickets)
	}
	t.Logf("seed %d: %d tickets in %v, the doctor %v of it: %s", seed, tickets, time.Since(begun).Round(time.Millisecond), y.doctor.Round(time.Millisecond), &y.tally)
	y.tally.saw(t, "asked", "answered", "wrote", "swept", "killed", "mailed", "confirmed")
}

func number(t *testing.T, name string, usual int) int {
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, name)
	return n
}

// year is a desk while it is lived through.
type year struct {
	*cast.Stage
	now     time.Time
	seed    uint64
	agenda  agenda
	weather weather
	zones   map[i18n.Locale]*time.Location // where those work who serve a language
	tally   tally

	tidied  tidied
	isQuick bool
	asked   []chan answer // what the doctors will say, the first who was asked first
	doctor  time.Duration // that they took, on the clock on the wall

	mu      sync.Mutex
	touched map[ticket.ID]bool // since the doctor looked last
	cared   map[ticket.ID]bool // somebody of the staff means to come again
	ids     []ticket.ID
	served  map[ticket.ID]*time.Location // where those work who serve its customer
	helper  people.Person                // who helps out now
}

func begin(t *testing.T, seed uint64, tickets int) *year {
	y := &year{Stage: cast.New(t), now: newYear, seed: seed, touched: map[ticket.ID]bool{}, cared: map[ticket.ID]bool{}, served: map[ticket.ID]*time.Location{}, zones: map[i18n.Locale]*time.Location{}}
	r := rand.New(rand.NewPCG(seed, 0))
	y.weather = forecast(r)
	y.Stop(newYear)
	require.NoError(t, y.furnish(t.Context(), r))
	// Nobody else asks every hour for all notices of some tickets.
	_, err := y.DB.Pool().Exec(t.Context(), `create index on notices (ticket_id)`)
	require.NoError(t, err)
	for range tickets {
		at, asks := y.newQuestion(r), y.asks
		if r.IntN(5) == 0 {
			at, asks = atWork(r, at, nil), y.calls
		}
		y.agenda.add(at, asks)
	}
	y.plansAbsences(r)
	y.plansHelpers(r, tickets)
	y.plansOffice(r, tickets)
	return y
}

// run lets time pass from one moment at which something happens to the next.
func (y *year) run(ctx context.Context) (err error) {
	end := newYear.AddDate(1, 0, longest)
	defer func() { err = cmp.Or(err, y.found(0)) }()
	for {
		next, err := y.nextMoment(ctx)
		switch {
		case err != nil:
			return err
		case next.IsZero():
			return y.last(ctx)
		case next.After(end):
			return fmt.Errorf("something is still to come at %v", next)
		}
		if err := y.look(ctx, next); err != nil {
			return err
		}
		if next.Month() != y.now.Month() {
			y.T.Logf("%s is over, the doctor took %v: %s", y.now.Month(), y.doctor.Round(time.Millisecond), &y.tally)
		}
		y.now = next
		y.Stop(next)
		y.tally.add("moments")
		if err := y.happens(ctx); err != nil {
			return err
		}
	}
}

// nextMoment is when somebody acts next or something falls due; zero when nothing will ever happen again.
func (y *year) nextMoment(ctx context.Context) (time.Time, error) {
	const mail = `
		select extract(epoch from (min(coalesce(next_try_at, (select kept_now()))) - (select kept_now())))::float8
		from outbox where state <> 'sent' and state in ('queued', 'sending')`
	var untilDue *time.Duration
	var untilMail *float64
	batch := &pgx.Batch{}
	ticket.AskNextBreak(batch, &untilDue)
	batch.Queue(mail).QueryRow(func(row pgx.Row) error { return row.Scan(&untilMail) })
	if err := y.DB.SendBatch(ctx, batch).Close(); err != nil {
		return time.Time{}, err
	}
	next := sooner(y.agenda.first(), y.nextMail(untilMail))
	if untilDue != nil {
		next = sooner(next, y.weather.untilWorkers(y.now.Add(*untilDue)))
	}
	if next.IsZero() {
		return next, nil
	}
	if later := y.now.Add(moment); next.Before(later) {
		next = later
	}
	return next.Truncate(moment), nil
}

// sooner is the earlier of two instants of which each may be none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// happens lets everybody act who meant to by now, and the workers race beside them; then they race until nothing is due.
func (y *year) happens(ctx context.Context) error {
	acts := y.agenda.until(y.now)
	for round := 0; ; round++ {
		d, err := y.due(ctx)
		if err != nil || d.isNothing() && len(acts) == 0 {
			return err
		}
		var hands sync.WaitGroup
		failed := make(chan error, atOnce+workers)
		y.act(ctx, acts, &hands, failed)
		if !d.isNothing() {
			y.works(ctx, d, round, &hands, failed)
		}
		hands.Wait()
		close(failed)
		if err := <-failed; err != nil {
			return err
		}
		acts = nil
	}
}

// act lets hands of staff and customers do what was planned.
func (y *year) act(ctx context.Context, acts []planned, hands *sync.WaitGroup, failed chan<- error) {
	todo := make(chan planned, len(acts))
	for _, a := range acts {
		todo <- a
	}
	close(todo)
	for range min(atOnce, len(acts)) {
		hands.Go(func() {
			for a := range todo {
				if err := a.act(ctx, rand.New(rand.NewPCG(y.seed, a.number))); err != nil {
					failed <- err
					return
				}
			}
		})
	}
}

// do does a change by somebody, who may be refused. Whoever is refused did nothing.
func (y *year) do(ctx context.Context, what string, id ticket.ID, f func(ctx context.Context, tx *pg.Tx) error) (bool, error) {
	y.mu.Lock()
	y.touched[id] = true
	y.mu.Unlock()
	err := y.DB.Do(ctx, f)
	switch {
	case err == nil:
		y.tally.add(what)
		return true, nil
	case len(fault.Of(err)) > 0:
		y.tally.add("refused")
		return false, nil
	}
	return false, fmt.Errorf("%s: %w", what, err)
}
