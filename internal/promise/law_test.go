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
	for _, p := range l.book.Promises {
		require.NotEqual(t, promise.Paused, p.State, "a pause never hides a message")
	}
}

func (l *life) answer(t *rapid.T) {
	l.book.Now = l.book.Now.Add(time.Microsecond) // no two answers leave at once: each waits for the ticket's lock
	a := promise.Answer{Reason: "so it is", Then: rapid.SampledFrom([]promise.Status{"", "", promise.Awaiting, promise.OnHold, promise.Solved}).Draw(t, "then")}
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
	if !l.book.Unanswered.IsZero() && l.book.Now.After(l.book.Unanswered) && rapid.IntRange(0, 4).Draw(t, "late") == 0 {
		l.publish(t, a)
		return
	}
	l.book.Pass()
	l.answers = append(l.answers, sent{l.book.Now, l.book.Unanswered})
	made := l.book.Answer(a)
	require.Equal(t, a.Promise != nil, made != nil)
	require.True(t, l.book.Unanswered.IsZero())
	if a.Then != "" && l.book.Status != promise.Closed { // what was confirmed before may close by it
		require.Equal(t, a.Then, l.book.Status)
	}
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
	to := rapid.SampledFrom([]promise.Owner{{Person: 1}, {Person: 2}, {Person: 3}, {Team: 1}, {Team: 2}}).Draw(t, "to")
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
	l.book.Pass()
	require.Len(t, l.book.Owed(), broken, "nor has anything become due by it")
}

// publish takes an answer whose undo time ended a while ago.
func (l *life) publish(t *rapid.T, a promise.Answer) {
	b := l.book
	behind := b.Now.Sub(l.since)
	b.At = b.Now.Add(-min(behind-time.Microsecond, l.anyWait(t)))
	b.Pass()
	b.Answer(a)
	b.At = time.Time{}
	b.Pass()
	require.True(t, b.Unanswered.IsZero())
}

func (l *life) turn(t *rapid.T) {
	l.book.Pass()
	to := rapid.SampledFrom([]promise.Status{promise.Awaiting, promise.OnHold, promise.Open}).Draw(t, "to")
	if to == promise.Awaiting && !l.book.Unanswered.IsZero() || l.book.Status == promise.New {
		t.Skip("needs a message")
	}
	l.book.Wait(to)
	require.Equal(t, to, l.book.Status)
	for _, p := range l.book.Promises {
		if p.State == promise.Paused {
			require.True(t, to == promise.Awaiting || to == promise.OnHold && l.terms.HoldPauses)
		}
	}
}

func (l *life) dismiss(t *rapid.T) {
	l.book.Pass()
	if !l.book.CanDismiss() {
		t.Skip("not offered")
	}
	back := l.book.Ended
	then := rapid.SampledFrom([]promise.Status{"", "", promise.Awaiting, promise.OnHold, promise.Solved}).Draw(t, "then")
	l.book.Dismiss("thanks only", then)
	require.True(t, l.book.Unanswered.IsZero())
	switch {
	case then != "":
		require.Equal(t, then, l.book.Status)
	case back == promise.Awaiting || back == promise.OnHold:
		require.Equal(t, back, l.book.Status)
	}
}

func (l *life) look(t *rapid.T) {
	l.book.Pass()
	if l.book.Status == promise.Closed {
		t.Skip("nothing to look at")
	}
	due := l.book.Now.Add(time.Microsecond + l.anyWait(t))
	l.book.LookAgain(due.Add(-30*time.Minute), due, promise.Owner{}, 7)
}

// mail lets a mail that the worker waits for leave the house, or stay in it.
func (l *life) mail(t *rapid.T) {
	for _, p := range l.book.Promises {
		if !p.Kind.IsWorkerKept() || !p.Left.IsZero() || p.Kind == promise.FollowUp && p.Posted.IsZero() {
			continue
		}
		switch rapid.IntRange(0, 2).Draw(t, "mail") {
		case 0:
			l.book.MailLeft(p.ID)
		case 1:
			l.book.MailStays(p.ID)
		}
	}
}

func (l *life) followUp(t *rapid.T) {
	l.book.Pass()
	p := l.book.Following()
	if p == nil {
		t.Skip("none is due")
	}
	if rapid.Bool().Draw(t, "skip") {
		l.book.SkipFollowUp(p)
		require.Equal(t, promise.Withdrawn, p.State)
		return
	}
	l.book.SendFollowUp(p)
	require.Nil(t, l.book.Following())
}

func (l *life) apologise(t *rapid.T) {
	l.book.Pass()
	switch rapid.IntRange(0, 4).Draw(t, "how") {
	case 3:
		if l.book.SetAside("they know", 7) {
			require.Empty(t, l.book.Unsaid())
		}
	case 4:
		l.book.DropHeld(7)
	case 0:
		if l.book.Apologise("sorry", 7) {
			require.Empty(t, l.book.Unsaid())
		}
	case 1:
		l.book.Braked = !l.book.Braked
	case 2:
		l.book.Release("sorry", 7)
	}
}

// undelivered takes an answer back whose mail was refused for good.
func (l *life) undelivered(t *rapid.T) {
	if len(l.answers) == 0 {
		t.Skip("none was sent")
	}
	i := rapid.IntRange(0, len(l.answers)-1).Draw(t, "answer")
	back := l.answers[i]
	l.answers = append(l.answers[:i:i], l.answers[i+1:]...)
	l.book.Undelivered(back.at, back.answered)
	if l.book.Status != promise.Closed && !back.answered.IsZero() {
		require.False(t, l.book.Unanswered.After(back.answered), "its messages wait for an answer again")
	}
}

func (l *life) ownerLeft(t *rapid.T) {
	who := int64(rapid.IntRange(1, 3).Draw(t, "who"))
	l.book.OwnerLeft(who)
	require.NotEqual(t, who, l.book.Owner.Person)
	for _, p := range l.book.Promises {
		require.True(t, p.State.Terminal() || p.Owner.Person != who, "a %s is left to nobody", p.Kind)
	}
}

// check looks at the law, and then stores the change as the database would.
func (l *life) check(t *rapid.T) {
	*l.acts++
	b := l.book
	b.Pass() // every change begins with it, and so does every page's worker
	b.PassApology()
	l.checkSorry(t)
	l.number()
	l.since = b.Now
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
			was.Delivered, was.Released = p.Delivered, p.Released                   // what is owed may still be made good,
			was.Apologised, was.Apology, was.Left = p.Apologised, p.Apology, p.Left // and told; and a mail leave late,
			if was.Recovers == 0 {                                                  // what is owed with it may be made good by the same promise now
				was.Recovers = p.Recovers
			}
			was.Failed = p.Failed // or come back
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
	for _, e := range l.book.Escalations {
		if n, ok := numbers[e.Promise]; ok {
			e.Promise = n
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
	followUps, looks := 0, 0
	for _, p := range b.Promises {
		switch {
		case p.State == promise.Paused:
			require.Equal(t, promise.Resolution, p.Kind)
			require.True(t, b.Status == promise.Awaiting || b.Status == promise.OnHold, "paused while %s", b.Status)
		case p.State == promise.Pending && p.Kind == promise.FollowUp:
			followUps++
			require.Equal(t, promise.Awaiting, b.Status)
		case p.State == promise.Pending && p.Kind == promise.CheckBack && p.MadeBy == 0:
			looks++
		}
	}
	require.LessOrEqual(t, followUps, 1, "follow-ups")
	require.LessOrEqual(t, looks, 1, "the system's check-backs")
}

// checkSorry looks at what people and the customer are told about what broke.
func (l *life) checkSorry(t *rapid.T) {
	b := l.book
	for _, c := range b.Changes {
		if c.What == promise.WasApologised {
			for _, at := range l.sent {
				require.NotEqual(t, calendar.DateOf(at.In(l.calendar.Zone())), calendar.DateOf(b.Now.In(l.calendar.Zone())), "two apologies a day")
			}
			l.sent = append(l.sent, b.Now)
		}
	}
	open := 0
	for _, a := range b.Apologies {
		if a.Ended.IsZero() {
			open++
			require.NotEmpty(t, b.ToName(), "an apology with nothing to name")
		}
	}
	require.LessOrEqual(t, open, 1)
	for _, p := range b.Promises {
		if !p.Apologised.IsZero() {
			require.Equal(t, promise.Broken, p.State)
			require.True(t, p.WasTold(), "sorry for a time that nobody knew")
		}
	}
	for _, p := range b.Owed() {
		handed := 0
		for _, e := range b.Escalations {
			for q := p; q != nil; q = b.Get(q.Recovers) {
				if e.Promise == q.ID && e.Closed.IsZero() {
					handed++
				}
			}
		}
		require.Equal(t, 1, handed, "the escalations of %s %d", p.Kind, p.ID)
	}
}

func (l *life) checkOwed(t *rapid.T) {
	running := map[promise.ID]int{}
	for _, p := range l.book.Promises {
		if p.State.Terminal() {
			continue
		}
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
