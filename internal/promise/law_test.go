package promise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/promise"
)

// TestLaw_holds_whatever_happens lets anything happen to a ticket, at any time, and looks at the law after each act.
func TestLaw_holds_whatever_happens(t *testing.T) {
	t.Parallel()
	office := officeHours(t)
	rapid.Check(t, func(t *rapid.T) {
		l := &life{calendar: office, ended: map[promise.ID]promise.Promise{}}
		l.terms = l.anyTerms(t)
		l.book = &promise.Book{Owner: promise.Owner{Team: 1}, Terms: l.terms, Now: start.Add(l.anyWait(t))}
		l.book.Begin()
		l.check(t)
		t.Repeat(map[string]func(*rapid.T){
			"wait":      l.wait,
			"write":     l.write,
			"answer":    l.answer,
			"promise":   l.promise,
			"move":      l.move,
			"withdraw":  l.withdraw,
			"solve":     l.solve,
			"confirm":   l.confirm,
			"reopen":    func(*rapid.T) { l.book.Reopen() },
			"hand over": l.handOver,
			"reckon":    l.reckon,
			"pass":      func(*rapid.T) { l.book.Pass() },
			"silence":   l.silence,
			"":          l.check,
		})
	})
}

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
	last     promise.ID
	ended    map[promise.ID]promise.Promise // as they ended
}

func (l *life) anyTerms(t *rapid.T) promise.Terms {
	hours := func(name string, from int) time.Duration {
		return time.Duration(rapid.IntRange(from, 40).Draw(t, name)) * time.Hour
	}
	return promise.Terms{
		PolicyVersion: 1, Calendar: l.calendar,
		FirstReply: hours("first", 1), NextReply: hours("next", 1), Update: hours("update", 1), Resolution: hours("resolution", 0),
		Recovery:  time.Duration(rapid.IntRange(10, 600).Draw(t, "recovery")) * time.Minute,
		QuietDays: rapid.IntRange(0, 5).Draw(t, "quiet"), ConfirmationDays: rapid.IntRange(1, 4).Draw(t, "days"), ReopenAfter: 14 * 24 * time.Hour,
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
	return promise.Offer{Words: "we ring you", Due: l.book.Now.Add(time.Microsecond + l.anyWait(t)), By: 7}
}

func (l *life) write(t *rapid.T) {
	l.book.Pass()
	if l.book.Status == promise.Closed && l.book.Now.Sub(l.book.ClosedAt) > l.terms.ReopenAfter {
		t.Skip("a new ticket")
	}
	l.book.CustomerWrote()
	require.False(t, l.book.Unanswered.IsZero())
	require.Contains(t, []promise.Status{promise.New, promise.Open}, l.book.Status)
}

func (l *life) answer(t *rapid.T) {
	a := promise.Answer{Reason: "so it is", Solve: rapid.Bool().Draw(t, "solve")}
	for range rapid.IntRange(0, 2).Draw(t, "keeps") {
		a.Keeps = append(a.Keeps, l.anyOf(t, "kept"))
	}
	for range rapid.IntRange(0, 2).Draw(t, "withdraws") {
		a.Withdraws = append(a.Withdraws, l.anyOf(t, "withdrawn"))
	}
	if rapid.Bool().Draw(t, "promises") {
		o := l.anyOffer(t)
		a.Promise = &o
	}
	made := l.book.Answer(a)
	require.Equal(t, a.Promise != nil, made != nil)
	require.True(t, l.book.Unanswered.IsZero())
	for _, p := range l.book.Owed() {
		require.False(t, p.Kind.IsReply() || p.Kind == promise.Update, "a message delivers every owed reply and update")
	}
}

func (l *life) promise(t *rapid.T) {
	require.Equal(t, promise.Pending, l.book.Promise(l.anyOffer(t)).State)
	require.NotEqual(t, promise.Closed, l.book.Status)
}

func (l *life) move(t *rapid.T) {
	id := l.anyOf(t, "moved")
	due := l.book.Now.Add(time.Microsecond + l.anyWait(t))
	l.book.Pass()
	stood := l.book.Standing(id)
	next := l.book.Move(id, due)
	require.Equal(t, stood != nil, next != nil)
	if next != nil {
		require.Equal(t, promise.Superseded, stood.State)
		require.Equal(t, due, next.Due)
	}
}

func (l *life) withdraw(t *rapid.T) {
	if p := l.book.Withdraw(l.anyOf(t, "withdrawn"), "so it is"); p != nil {
		require.Equal(t, promise.Withdrawn, p.State)
	}
}

func (l *life) solve(t *rapid.T) {
	l.book.Pass()
	if !l.book.Unanswered.IsZero() {
		t.Skip("needs a message")
	}
	l.book.Solve()
}

func (l *life) confirm(t *rapid.T) {
	l.book.Confirm()
	require.Contains(t, []promise.Status{promise.Solved, promise.Closed}, l.book.Status)
}

func (l *life) handOver(t *rapid.T) {
	to := promise.Owner{Person: int64(rapid.IntRange(1, 3).Draw(t, "to"))}
	l.book.HandOver(to, []promise.ID{l.anyOf(t, "along")})
	for _, p := range l.book.Pending() {
		require.True(t, p.Kind.IsAgreed() || p.Owner == to, "the %s goes along", p.Kind)
	}
}

func (l *life) reckon(t *rapid.T) {
	l.book.Pass()
	broken := len(l.book.Owed())
	l.terms = l.anyTerms(t)
	l.book.Reckon(l.terms)
	require.Len(t, l.book.Owed(), broken, "a change of rules breaks nothing")
	require.False(t, l.book.Pass(), "nor has anything become due by it")
}

func (l *life) silence(t *rapid.T) {
	var left time.Time
	if rapid.Bool().Draw(t, "left") {
		left = l.book.Now.Add(-l.anyWait(t))
	}
	was := l.book.QuestionDue()
	l.book.Silence(left)
	if was && left.IsZero() {
		require.False(t, l.book.QuestionDue())
	}
}

// check looks at the law, and then stores the change as the database would.
func (l *life) check(t *rapid.T) {
	b := l.book
	b.Pass() // every change begins with it, and so does every page's worker
	l.number()
	l.checkNext(t)
	l.checkKinds(t)
	l.checkOwed(t)
	for _, p := range b.Promises {
		require.False(t, p.Due.Before(p.MadeAt), "%s %d was made with a due time in the past", p.Kind, p.ID)
		require.NotEqual(t, promise.Owner{}, p.Owner, "%s %d belongs to nobody", p.Kind, p.ID)
		share := promise.Share(p, b.Terms, b.Now)
		require.True(t, share >= 0 && share <= 100, "a share of %d", share)
		if !p.State.Terminal() {
			continue
		}
		if was, ok := l.ended[p.ID]; ok {
			was.Delivered, was.Released = p.Delivered, p.Released // what is owed may still be made good
			require.Equal(t, was, *p, "what has ended never changes")
		}
		if p.State == promise.Kept && !p.Kind.IsWorkerKept() {
			require.False(t, p.Ended.After(p.BreaksAt), "kept too late")
		}
		if p.State == promise.Broken {
			require.True(t, p.Noticed.After(p.BreaksAt), "broken too early")
			require.False(t, p.Kind.IsWorkerKept(), "what the worker keeps never breaks")
		}
		l.ended[p.ID] = *p
	}
}

// number gives new promises their numbers, as storing them does.
func (l *life) number() {
	numbers := map[promise.ID]promise.ID{}
	for _, p := range l.book.Promises {
		if p.ID < 0 {
			l.last++
			numbers[p.ID] = l.last
		}
	}
	for _, p := range l.book.Promises {
		for _, id := range []*promise.ID{&p.ID, &p.Recovers, &p.Successor} {
			if n, ok := numbers[*id]; ok {
				*id = n
			}
		}
	}
	l.book.Changes = nil
}

func (l *life) checkNext(t *rapid.T) {
	b := l.book
	if b.Status == promise.Closed {
		for _, p := range b.Promises {
			require.True(t, p.State.Terminal(), "a closed ticket leaves a %s behind", p.Kind)
		}
		require.Empty(t, b.Owed())
		require.NotEmpty(t, b.Finished)
		return
	}
	next := b.Next()
	require.NotNil(t, next, "a ticket is left hanging in %s", b.Status)
	for _, p := range b.Pending() {
		require.False(t, p.Due.Before(next.Due))
		require.False(t, p.BreaksAt.Before(b.Now), "a %s is past its time", p.Kind)
	}
}

func (l *life) checkKinds(t *rapid.T) {
	b := l.book
	replies, updates, resolutions, questions, plain := 0, 0, 0, 0, 0
	for _, p := range b.Pending() {
		switch {
		case p.Kind.IsReply():
			replies++
		case p.Kind == promise.Update:
			updates++
			if p.Recovers == 0 {
				plain++
			}
		case p.Kind == promise.Resolution:
			resolutions++
		case p.Kind == promise.Confirmation:
			questions++
		}
	}
	require.LessOrEqual(t, replies, 1, "replies")
	require.LessOrEqual(t, updates, 1, "updates")
	require.LessOrEqual(t, resolutions, 1, "resolutions")
	require.LessOrEqual(t, questions, 1, "confirmations")
	if replies > 0 {
		require.Zero(t, plain, "an update beside a reply")
	}
	require.Equal(t, !b.Unanswered.IsZero(), replies == 1, "a reply is promised exactly while a message is unanswered")
	if b.Status == promise.Solved || b.Status == promise.Closed {
		require.Zero(t, replies+plain+resolutions, "what runs on a solved ticket")
	} else {
		require.Zero(t, questions, "a question that nobody asked")
	}
}

func (l *life) checkOwed(t *rapid.T) {
	running := map[promise.ID]int{}
	for _, p := range l.book.Pending() {
		for id := p.Recovers; id != 0; id = l.book.Get(id).Recovers {
			running[id]++
		}
	}
	for _, p := range l.book.Promises {
		if p.Owed() {
			require.Equal(t, 1, running[p.ID], "the recoveries of %s %d", p.Kind, p.ID)
		} else {
			require.Zero(t, running[p.ID], "%s %d is not owed, and still recovered", p.Kind, p.ID)
		}
	}
	if owed := l.book.Owed(); len(owed) > 0 {
		require.Equal(t, owed[0].Due, l.book.OwedSince())
	}
}
