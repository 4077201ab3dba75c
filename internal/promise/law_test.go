package promise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/promise"
)

// enough is for how many acts the law is tried in every run.
const enough = 100_000

// TestLaw_holds_whatever_happens lets anything happen to a ticket, at any time, and looks at the law after each act. A
// failure says the seed with which it comes again, and is made as short as it gets.
func TestLaw_holds_whatever_happens(t *testing.T) {
	t.Parallel()
	begun, acts, tickets := time.Now(), 0, 0
	office := officeHours(t)
	for acts < enough {
		rapid.Check(t, func(t *rapid.T) {
			tickets++
			live(t, &life{calendar: office, ended: map[promise.ID]promise.Promise{}, acts: &acts})
		})
	}
	t.Logf("the law held after each of %d acts on %d tickets, in %v", acts, tickets, time.Since(begun).Round(time.Millisecond))
}

// live lets anything happen to one ticket.
func live(t *rapid.T, l *life) {
	l.terms = l.anyTerms(t)
	l.book = &promise.Book{Owner: promise.Owner{Team: 1}, Team: 1, Terms: l.terms, Now: start.Add(l.anyWait(t))}
	l.book.Begin()
	l.check(t)
	t.Repeat(map[string]func(*rapid.T){
		"wait":        l.wait,
		"write":       l.write,
		"answer":      l.answer,
		"promise":     l.promise,
		"move":        l.move,
		"withdraw":    l.withdraw,
		"solve":       l.solve,
		"confirm":     l.confirm,
		"reopen":      func(*rapid.T) { l.book.Reopen() },
		"hand over":   l.handOver,
		"reckon":      l.reckon,
		"pass":        func(*rapid.T) { l.book.Pass() },
		"turn":        l.turn,
		"dismiss":     l.dismiss,
		"look":        l.look,
		"staff":       func(*rapid.T) { l.book.Pass(); l.book.StaffActed() },
		"mail":        l.mail,
		"follow up":   l.followUp,
		"apologise":   l.apologise,
		"undelivered": l.undelivered,
		"owner left":  l.ownerLeft,
		"shut":        l.shut,
		"unshut":      l.unshut,
		"begin call":  func(*rapid.T) { l.later(); l.book.BeginCall() },
		"drop call":   func(*rapid.T) { l.book.DropCall() },
		"log call":    l.logCall,
		"came":        l.came,
		"miss":        l.miss,
		"":            l.check,
	})
}

// sent is an answer, and the oldest message that it answered.
type sent struct{ at, answered time.Time }

// start is a Monday, shortly before the desk opens, three weeks before the clocks change.
var start = time.Date(2026, time.October, 5, 6, 30, 0, 0, time.UTC)

func officeHours(t *testing.T) *calendar.Calendar {
	t.Helper()
	var week calendar.Week
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []calendar.Span{{From: 9 * 60, To: 12 * 60}, {From: 13 * 60, To: 17 * 60}}
	}
	week[time.Saturday] = []calendar.Span{{From: 22 * 60, To: 2 * 60}}
	c, err := calendar.New("Europe/Copenhagen", week, []calendar.Exception{{Date: calendar.Date{Year: 2026, Month: time.October, Day: 26}}})
	require.NoError(t, err)
	return c
}

// life is one ticket's promises as the database would keep them between changes.
type life struct {
	calendar *calendar.Calendar
	terms    promise.Terms
	book     *promise.Book
	acts     *int // counted over all tickets
	last     promise.ID
	answers  []sent                         // whose mails may still come back
	since    time.Time                      // the last change: no act lies before it
	sent     []time.Time                    // when apologies left
	ended    map[promise.ID]promise.Promise // as they ended
	stood    *promise.Stood                 // before it was shut last
	agreed   []promise.Promise              // that stood then
}

func (l *life) anyTerms(t *rapid.T) promise.Terms {
	hours := func(name string, from int) time.Duration {
		return time.Duration(rapid.IntRange(from, 40).Draw(t, name)) * time.Hour
	}
	var clock *calendar.Calendar
	if rapid.Bool().Draw(t, "every hour counts") {
		clock = everyHour(t)
	}
	return promise.Terms{
		PolicyVersion: 1, Calendar: l.calendar, Clock: clock,
		FirstReply: hours("first", 1), NextReply: hours("next", 1), Update: hours("update", 1), Resolution: hours("resolution", 0),
		Recovery:  time.Duration(rapid.IntRange(10, 600).Draw(t, "recovery")) * time.Minute,
		QuietDays: rapid.IntRange(0, 5).Draw(t, "quiet"), ConfirmationDays: rapid.IntRange(1, 4).Draw(t, "days"), ReopenAfter: 14 * 24 * time.Hour,
		WarnPercent: 75, WarnBefore: 30 * time.Minute, FollowUpDays: [3]int{2, 5, 10}, HoldPauses: rapid.Bool().Draw(t, "hold pauses"),
		Apologies:    rapid.SampledFrom([]promise.ApologyMode{promise.ApologiesAutomatic, promise.ApologiesDrafted, promise.ApologiesOff}).Draw(t, "apologies"),
		ApologyAfter: time.Duration(rapid.IntRange(0, 30).Draw(t, "apology")) * time.Minute,
	}
}

func (l *life) anyWait(t *rapid.T) time.Duration {
	return rapid.OneOf(
		rapid.Just(time.Duration(0)), rapid.Just(time.Microsecond),
		rapid.Map(rapid.IntRange(1, 300), func(n int) time.Duration { return time.Duration(n) * time.Minute }),
		rapid.Map(rapid.IntRange(1, 400), func(n int) time.Duration { return time.Duration(n) * time.Hour }),
	).Draw(t, "wait")
}

func (l *life) wait(t *rapid.T) {
	next := l.book.Next()
	switch how := rapid.IntRange(0, 3).Draw(t, "until"); {
	case how == 1 && next != nil && next.Due.After(l.book.Now):
		l.book.Now = next.Due // kept at this instant,
	case how == 2 && next != nil && next.Due.After(l.book.Now):
		l.book.Now = next.Due.Add(time.Microsecond) // and broken at this one
	default:
		l.book.Now = l.book.Now.Add(l.anyWait(t))
	}
	if rapid.Bool().Draw(t, "a worker is there") {
		l.book.Pass()
	}
}

func (l *life) anyOf(t *rapid.T, name string) promise.ID {
	return promise.ID(rapid.IntRange(0, int(l.last)+1).Draw(t, name)) // also such as are not there
}

func (l *life) anyOffer(t *rapid.T) promise.Offer {
	opens := l.book.Now.Add(time.Microsecond + l.anyWait(t))
	o := promise.Offer{Words: "we ring you", Due: opens, By: 7, Kind: rapid.SampledFrom([]promise.Kind{"", promise.Callback, promise.Visit}).Draw(t, "kind")}
	if o.Kind != "" {
		o.Opens, o.Due = opens, opens.Add(time.Duration(rapid.IntRange(1, 180).Draw(t, "window"))*time.Minute)
	}
	return o
}
