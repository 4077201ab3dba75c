package promise_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/promise"
)

// TestMerge_loses_nothing_whatever_happened lets anything happen to two tickets, merges one into the other, lets anything happen
// to what stays, and undoes it where that is offered; after each step the law holds on both.
func TestMerge_loses_nothing_whatever_happened(t *testing.T) {
	t.Parallel()
	office := officeHours(t)
	merged, undone, refused := 0, 0, 0
	for merged < 2_000 {
		rapid.Check(t, func(t *rapid.T) {
			acts := 0
			a := &life{calendar: office, ended: map[promise.ID]promise.Promise{}, acts: &acts}
			b := &life{calendar: office, ended: map[promise.ID]promise.Promise{}, acts: &acts}
			a.begins(t)
			b.terms, b.last = a.terms, apart
			b.begins(t)
			some(t, a, rapid.IntRange(0, 12).Draw(t, "acts before"))
			if a.last >= apart {
				t.Skip("very much happened")
			}
			b.book.Now = latestOf(a.book.Now, b.book.Now)
			some(t, b, rapid.IntRange(0, 12).Draw(t, "acts of the other"))
			b.book.Now = b.book.Now.Add(time.Microsecond) // it waited for the tickets' locks
			a.book.Now = b.book.Now
			a.check(t)
			b.check(t)
			if a.book.Status == promise.Closed || b.book.Status == promise.Closed {
				t.Skip("closed")
			}
			merged++
			was, owed := b.book.Status, append(a.book.Owed(), b.book.Owed()...)
			own := b.book.Unanswered
			m := a.merge(t, b)
			checkMerged(t, a, b, was, owed)
			some(t, b, rapid.IntRange(0, 3).Draw(t, "acts after"))
			a.book.Now, a.last = b.book.Now, b.last
			b.book.Pass()
			b.number()
			if !b.book.CanUnmerge(m) {
				refused++
				return
			}
			undone++
			a.unmerge(t, b, m, own)
		})
	}
	t.Logf("%d merged, %d undone, %d past undoing", merged, undone, refused)
	require.NotZero(t, undone)
}

// apart keeps the numbers of two tickets' promises apart.
const apart = 80

func latestOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// begins is a ticket that a customer has just asked.
func (l *life) begins(t *rapid.T) {
	if l.terms.Calendar == nil {
		l.terms = l.anyTerms(t)
	}
	l.book = &promise.Book{Owner: promise.Owner{Team: 1}, Team: 1, Terms: l.terms, Now: start.Add(l.anyWait(t))}
	l.book.Begin()
	l.check(t)
}

// some lets a few things happen to a ticket.
func some(t *rapid.T, l *life, n int) {
	what := []func(*rapid.T){
		l.wait, l.answer, l.promise, l.move, l.turn, l.look, l.solve, l.mail, l.logCall, l.came, l.miss, l.withdraw,
		func(*rapid.T) {
			if l.book.Status != promise.Closed {
				l.book.CustomerWrote()
			}
		},
	}
	for range n {
		what[rapid.IntRange(0, len(what)-1).Draw(t, "what")](t)
		l.check(t)
	}
}

// merge merges a into b and numbers what was made, as storing does.
func (l *life) merge(t *rapid.T, into *life) promise.Merger {
	b := l.book
	m := promise.Merger{
		Was:     promise.Stood{ShutAt: b.Now, Status: b.Status, Finished: b.Finished, Unanswered: b.Unanswered, Ended: b.Ended, EndedAs: b.EndedAs},
		Waiting: b.WaitingSince, Solved: b.SolvedAt,
	}
	live := 0
	for _, p := range b.Promises {
		if !p.State.Terminal() && !p.Kind.IsWorkerKept() && p.Kind != promise.Update {
			live++
		}
	}
	went, carried := b.MergeInto(into.book)
	require.GreaterOrEqual(t, len(went), live, "every target, agreed and check-back promise went somewhere")
	into.number()
	into.copies = map[promise.ID]bool{}
	for _, w := range went {
		w.From.Successor = w.To.ID
		into.copies[w.To.ID] = w.Copied
		if w.To.State.Terminal() { // it lost its reason at once
			continue
		}
		m.Successors = append(m.Successors, w.To.ID)
		if w.Copied {
			m.Copies = append(m.Copies, w.To.ID)
			require.Equal(t, w.From.Due, w.To.Due)
			require.Equal(t, w.From.Told, w.To.Told)
			require.Equal(t, w.From.Words, w.To.Words)
		} else {
			require.False(t, w.To.Due.After(w.From.Due), "nobody gets anything later")
		}
	}
	for _, p := range carried {
		m.Carried = append(m.Carried, p.ID)
		into.ended[p.ID] = *p
	}
	return m
}

func checkMerged(t *rapid.T, a, b *life, was promise.Status, owed []*promise.Promise) {
	require.Equal(t, promise.Closed, a.book.Status)
	require.Equal(t, promise.Merged, a.book.Finished)
	require.True(t, a.book.Unanswered.IsZero())
	for _, p := range owed {
		if p.Kind == promise.CheckBack && p.MadeBy == 0 { // only there because nothing else was
			continue
		}
		require.Contains(t, b.book.Owed(), p, "what is owed is owed there")
	}
	if was == promise.New {
		require.Equal(t, promise.New, b.book.Status)
	}
	a.check(t)
	b.check(t)
}

// unmerge undoes it, and looks at what both have again. Own is since when the other was unanswered before.
func (l *life) unmerge(t *rapid.T, from *life, m promise.Merger, own time.Time) {
	status := from.book.Status
	switch {
	case m.Was.Unanswered.IsZero():
		own = from.book.Unanswered
	case own.IsZero() && rapid.Bool().Draw(t, "somebody has written since"):
		own = from.book.Now
	}
	soonest := l.terms.Hours().Add(l.book.Now, l.terms.Recovery)
	l.book.Now = l.book.Now.Add(time.Microsecond)
	from.book.Now = l.book.Now
	went := l.book.Unmerge(from.book, m, own)
	l.number()
	for _, w := range went {
		w.From.Successor = w.To.ID
		if isAgreed := !w.To.Opens.IsZero() && w.To.Due.Equal(w.From.Due); isAgreed { // its window has not closed
			continue
		}
		require.False(t, w.To.State == promise.Pending && w.To.Due.Before(soonest), "at least the recovery time from now")
	}
	require.Len(t, went, len(m.Copies), "each copy gave way")
	require.Equal(t, m.Was.Status, l.book.Status, "it has its status back")
	require.Equal(t, status, from.book.Status, "the other keeps its own")
	for _, id := range m.Carried {
		require.NotNil(t, l.book.Get(id))
		require.Nil(t, from.book.Get(id))
	}
	for _, p := range l.book.Promises {
		if slices.Contains(m.Carried, p.ID) {
			l.ended[p.ID] = *p
		}
	}
	l.ended, from.ended = map[promise.ID]promise.Promise{}, map[promise.ID]promise.Promise{}
	l.check(t)
	from.last = l.last
	from.check(t)
	some(t, l, 3)
}
