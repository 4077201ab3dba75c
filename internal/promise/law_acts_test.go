package promise_test

import (
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/promise"
)

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
	for _, p := range l.book.Promises {
		require.False(t, p.Kind.IsAppointment() && p.State == promise.Kept && p.Outcome == "", "no message keeps a call or a visit")
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
	to := l.anyOffer(t)
	l.book.Pass()
	stood := l.book.Standing(id)
	next := l.book.MoveTo(id, to)
	require.Equal(t, stood != nil, next != nil)
	if next == nil {
		return
	}
	require.Equal(t, to.Due, next.Due)
	require.Equal(t, l.book.Get(id).Kind, next.Kind, "what is moved stays what it was meant to be")
	if stood.Due.Before(l.book.Now) {
		require.Equal(t, promise.Broken, stood.State, "after its due time it is broken, though its break waited")
		return
	}
	require.Equal(t, promise.Superseded, stood.State)
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
	if a.Promise != nil {
		a.Promise.Due = b.At.Add(time.Microsecond + l.anyWait(t)) // it may have passed meanwhile
	}
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
	l.book.Wait(to, time.Time{})
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

// shut closes the ticket as spam, seldom: what it leaves behind is opened again by few acts.
func (l *life) shut(t *rapid.T) {
	if rapid.IntRange(0, 3).Draw(t, "is spam") > 0 {
		t.Skip("it is none")
	}
	l.book.Now = l.book.Now.Add(time.Microsecond) // it waited for the ticket's lock
	l.book.Pass()
	was := l.book.Status != promise.Closed
	if was {
		l.stood = &promise.Stood{ShutAt: l.book.Now, Status: l.book.Status, Finished: l.book.Finished, Unanswered: l.book.Unanswered, Ended: l.book.Ended, EndedAs: l.book.EndedAs}
		l.agreed = nil
		for _, p := range l.book.Pending() {
			if p.Kind.IsAgreed() {
				l.agreed = append(l.agreed, *p)
			}
		}
	}
	require.Equal(t, was, l.book.Shut(promise.Spam))
	require.Equal(t, promise.Closed, l.book.Status)
	require.True(t, l.book.Unanswered.IsZero())
	require.Nil(t, l.book.Apology())
	if was {
		require.Equal(t, promise.Spam, l.book.Finished)
	}
}

// unshut puts back what was called spam: it stands as it stood, with new promises and all that was agreed.
func (l *life) unshut(t *rapid.T) {
	l.book.Pass()
	if l.book.Status != promise.Closed || l.book.Finished != promise.Spam {
		t.Skip("it was not shut")
	}
	cycle := l.book.Cycle
	require.True(t, l.book.Unshut(*l.stood))
	require.Equal(t, cycle, l.book.Cycle)
	require.Equal(t, l.stood.Status, l.book.Status)
	require.Equal(t, l.stood.Unanswered, l.book.Unanswered)
	require.False(t, l.book.Unshut(*l.stood), "once")
	soonest, agreed := l.terms.Hours().Add(l.book.Now, l.terms.Recovery), 0
	for _, p := range l.book.Pending() {
		require.Equal(t, l.book.Now, p.MadeAt, "every promise is a new one")
		switch {
		case p.Kind.IsAgreed():
			agreed++
			isToCome := slices.ContainsFunc(l.book.Promises, func(was *promise.Promise) bool {
				return was.State == promise.Withdrawn && !was.Opens.IsZero() && was.Opens.Equal(p.Opens) && was.Due.Equal(p.Due)
			})
			require.True(t, isToCome || !p.Due.Before(soonest), "a %s is less than the recovery time away", p.Kind)
		case p.Kind.IsTarget():
			require.Equal(t, l.terms.Hours().Add(l.book.Now, l.terms.Target(p.Kind)), p.Due, "a %s counts from now", p.Kind)
		}
	}
	require.Equal(t, len(l.agreed), agreed, "what was agreed stands again")
	for _, was := range l.agreed {
		require.True(t, slices.ContainsFunc(l.book.Pending(), func(p *promise.Promise) bool {
			return p.Kind == was.Kind && p.Words == was.Words && (p.Due.Equal(was.Due) || !was.Due.After(soonest) && p.Due.Equal(soonest)) && p.Due.Sub(p.Opens) == was.Due.Sub(was.Opens)
		}), "at its own time, or the recovery time away")
	}
}
