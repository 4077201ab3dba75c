package promise_test

import (
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/promise"
)

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
		require.False(t, p.Due.Before(p.MadeAt) && !l.copies[p.ID], "%s %d was made with a due time in the past", p.Kind, p.ID)
		require.NotEqual(t, promise.Owner{}, p.Owner, "%s %d belongs to nobody", p.Kind, p.ID)
		if p.Recovers != 0 && (p.State == promise.Broken || !p.State.Terminal()) {
			require.NotNil(t, b.Get(p.Recovers), "%s %d recovers %d, which stands elsewhere", p.Kind, p.ID, p.Recovers)
		}
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
			was.Failed, was.Outcome, was.DoneAt = p.Failed, p.Outcome, p.DoneAt // or come back; somebody may come to a visit late
			require.Equal(t, was, *p, "what has ended never changes")
		} else if p.State == promise.Broken { // while a call runs, what comes too late is broken and made good at once
			isDone := p.Kind.IsAppointment() || !p.Delivered.IsZero()
			require.True(t, p.Noticed.After(p.BreaksAt) || isDone && p.Noticed.After(p.Due), "broken too early")
		}
		if p.State == promise.Kept && !p.Kind.IsWorkerKept() {
			require.False(t, p.Ended.After(p.BreaksAt), "kept too late")
		}
		if p.State == promise.Broken {
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
		for _, id := range []*promise.ID{&p.ID, &p.Recovers, &p.Successor, &p.First} {
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
