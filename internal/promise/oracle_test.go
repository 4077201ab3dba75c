package promise_test

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/calendar/calendartest"
	"github.com/kepthq/kept/internal/promise"
)

// watchedDays is for how long each ticket is watched.
const watchedDays = 25

// TestSoak_pauses_and_new_rules_never_gain_or_lose_a_second lets the customer's turn, waits for others and changes of the
// rules and of the calendar follow each other on a resolution, 1,000 times with KEPT_SOAK, and keeps the time beside it
// by a clock that is watched minute by minute.
func TestSoak_pauses_and_new_rules_never_gain_or_lose_a_second(t *testing.T) {
	t.Parallel()
	sequences := 40
	if os.Getenv("KEPT_SOAK") != "" {
		sequences = 1000
	}
	acts := map[string]int{}
	for seed := range sequences {
		w := newWatched(t, uint64(seed), acts)
		for w.step() {
			w.look()
		}
	}
	for _, act := range []string{"wait", "hold", "open", "write", "answer", "reckon", "reckon paused", "other calendar"} {
		require.Greater(t, acts[act], sequences/4, "%s happens often enough", act)
	}
	t.Logf("%d sequences: %v", sequences, acts)
}

// watched is a ticket, and what the oracle says of its resolution.
type watched struct {
	t       *testing.T
	r       *rand.Rand
	acts    map[string]int
	seed    uint64
	end     time.Time
	terms   []promise.Terms
	oracles []*calendartest.Oracle
	in      int // which of the two terms
	book    *promise.Book
	since   time.Time // until when used is counted
	used    time.Duration
	left    time.Duration // of a resolution that rests
	due     time.Time     // of one that runs; zero: later than was watched
	rests   bool
}

// newWatched draws two calendars in two zones, one of which every ticket begins under.
func newWatched(t *testing.T, seed uint64, acts map[string]int) *watched {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 3))
	w := &watched{t: t, r: r, acts: acts, seed: seed}
	var start time.Time
	for i := range 2 {
		name := calendartest.Zones[r.IntN(len(calendartest.Zones))]
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		d := calendartest.Draw(r, zone, watchedDays)
		if i == 0 {
			start = d.From
			w.end = start.AddDate(0, 0, watchedDays)
		}
		c, err := calendar.New(d.Zone, d.Week, d.Exceptions)
		require.NoError(t, err)
		w.oracles = append(w.oracles, calendartest.Watch(t, c.Zone(), d.Week, d.Exceptions, start, w.end))
		w.terms = append(w.terms, w.draw(c))
	}
	w.book = &promise.Book{Owner: promise.Owner{Team: 1}, Team: 1, Terms: w.terms[0], Now: start}
	w.book.Begin()
	w.since = start
	w.due, _ = w.oracle().Add(start, w.terms[0].Resolution)
	return w
}

func (w *watched) draw(c *calendar.Calendar) promise.Terms {
	minutes := func(from, to int) time.Duration { return time.Duration(from+w.r.IntN(to-from)) * time.Minute }
	return promise.Terms{
		PolicyVersion: 1, Calendar: c, FirstReply: 4 * time.Hour, NextReply: 4 * time.Hour, Update: 8 * time.Hour,
		Resolution: minutes(20*60, 90*60), Recovery: minutes(10, 300), QuietDays: 5, ConfirmationDays: 4,
		ReopenAfter: 14 * 24 * time.Hour, FollowUpDays: [3]int{2, 5, 10}, HoldPauses: true,
	}
}

func (w *watched) oracle() *calendartest.Oracle { return w.oracles[w.in] }

// step lets some time pass and something happen. It ends before the resolution would break.
func (w *watched) step() bool {
	now := w.book.Now.Add(time.Duration(w.r.Int64N((20 * time.Hour).Microseconds())) * time.Microsecond)
	if w.r.IntN(3) == 0 && now.Truncate(time.Minute).After(w.book.Now) {
		now = now.Truncate(time.Minute)
	}
	if !now.Before(w.end) || !w.rests && !w.due.IsZero() && now.After(w.due) {
		return false
	}
	w.book.Now = now
	w.book.Pass()
	if w.book.Status == promise.Solved { // by the third reminder
		return false
	}
	if !w.rests {
		w.used += w.oracle().Between(w.since, now)
	}
	w.since = now
	switch w.r.IntN(6) {
	case 0:
		w.happen("wait", func() {
			w.book.Answer(promise.Answer{Reason: "so it is", Then: promise.Awaiting})
		})
	case 1:
		w.happen("hold", func() { w.book.Wait(promise.OnHold, time.Time{}) })
	case 2:
		w.happen("open", func() { w.book.Wait(promise.Open, time.Time{}) })
	case 3:
		w.happen("write", w.book.CustomerWrote)
	case 4:
		w.happen("answer", func() { w.book.Answer(promise.Answer{Reason: "so it is"}) })
	default:
		w.reckon()
	}
	return true
}

// happen does something by which the resolution may begin to rest, or to run again.
func (w *watched) happen(name string, act func()) {
	w.acts[name]++
	act()
	rests := w.book.Status == promise.Awaiting || w.book.Status == promise.OnHold
	switch {
	case rests && !w.rests:
		w.left = -1
		if !w.due.IsZero() {
			w.left = w.oracle().Between(w.book.Now, w.due)
		}
	case !rests && w.rests:
		w.due = time.Time{}
		if w.left >= 0 {
			w.due, _ = w.oracle().Add(w.book.Now, w.left)
		}
	}
	w.rests = rests
}

// reckon serves the ticket under other targets, half of the time in the other calendar: the law of rule 4, said again.
func (w *watched) reckon() {
	now := w.book.Now
	if w.r.IntN(2) == 0 {
		w.in = 1 - w.in
		w.acts["other calendar"]++
	}
	terms := w.draw(w.terms[w.in].Calendar)
	w.book.Reckon(terms)
	if w.rests {
		w.acts["reckon paused"]++
		if w.left >= 0 {
			w.left = max(terms.Resolution-w.used, min(w.left, terms.Recovery))
		} else {
			w.left = w.resolution().ToRun // it was due later than was watched: begin again from here
		}
		return
	}
	w.acts["reckon"]++
	due, seen := now, true
	if left := terms.Resolution - w.used; left > 0 {
		due, seen = w.oracle().Add(now, left)
	}
	soonest, known := w.oracle().Add(now, min(terms.Resolution, terms.Recovery))
	switch floor := soonest; {
	case !seen, w.due.IsZero() && !known:
		w.due = time.Time{}
	default:
		if !known || !w.due.IsZero() && w.due.Before(floor) {
			floor = w.due
		}
		w.due = latest(due, floor)
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (w *watched) resolution() *promise.Promise {
	w.t.Helper()
	for _, p := range w.book.Promises {
		if p.Kind == promise.Resolution && !p.State.Terminal() {
			return p
		}
	}
	w.t.Fatalf("sequence %d: no resolution at %s", w.seed, w.book.Now)
	return nil
}

// look compares the book with the clock on the wall.
func (w *watched) look() {
	w.t.Helper()
	p := w.resolution()
	where := []any{"sequence %d at %s, %s", w.seed, w.book.Now, w.book.Status}
	if w.rests {
		require.Equal(w.t, promise.Paused, p.State, where...)
		require.Equal(w.t, w.used, p.Used, where...)
		if w.left >= 0 {
			require.Equal(w.t, w.left, p.ToRun, where...)
		}
		return
	}
	require.Equal(w.t, promise.Pending, p.State, where...)
	require.Equal(w.t, w.used, p.Used+w.oracle().Between(p.Started, w.book.Now), where...)
	if w.due.IsZero() {
		require.True(w.t, p.Due.After(w.end.Add(-time.Minute)), where...)
		return
	}
	require.Equal(w.t, w.due, p.Due, where...)
}
