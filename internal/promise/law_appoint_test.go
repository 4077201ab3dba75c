package promise_test

import (
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/promise"
)

// later lets an act wait for the ticket's lock: no two happen at one instant.
func (l *life) later() { l.book.Now = l.book.Now.Add(time.Microsecond) }

// logCall logs a call, begun by a press or not, that was any callback or none.
func (l *life) logCall(t *rapid.T) {
	l.later()
	b := l.book
	b.Pass()
	begun := b.Calling
	if begun.IsZero() {
		begun = b.Now
	}
	c := promise.Call{
		Outcome: rapid.SampledFrom([]promise.Outcome{promise.Reached, promise.NotReached, promise.LeftMessage}).Draw(t, "outcome"),
		Drops:   rapid.Bool().Draw(t, "drops"), Reason: "so it is",
	}
	if next := b.NextCall(); next != nil && rapid.Bool().Draw(t, "the one due next") {
		c.Keeps = append(c.Keeps, next.ID)
	}
	for range rapid.IntRange(0, 2).Draw(t, "keeps") {
		c.Keeps = append(c.Keeps, l.anyOf(t, "kept"))
	}
	for range rapid.IntRange(0, 2).Draw(t, "agreed") {
		c.Next = append(c.Next, l.anyOffer(t))
	}
	if c.Outcome == promise.Reached && b.Unanswered.After(begun) {
		c.Still = b.Unanswered
	}
	kept := l.standing(c.Keeps)
	made := b.LogCall(c)
	require.Len(t, made, len(c.Next))
	require.Zero(t, b.Calling, "no call runs any more")
	for _, p := range kept {
		switch {
		case p.Kind == promise.Callback:
			require.Equal(t, promise.Kept, p.State)
			require.False(t, p.Ended.After(p.Due), "a call counts from its begin")
		case p.Kind == promise.Visit:
			require.NotEqual(t, promise.Kept, p.State, "no call keeps a visit")
		case c.Outcome != promise.Reached && !p.Due.Before(b.Now):
			require.Equal(t, promise.Pending, p.State, "who was not reached was told nothing")
		}
	}
	if c.Outcome != promise.Reached {
		return
	}
	require.Equal(t, c.Still, b.Unanswered, "it answers what stood there when it was begun")
	for _, p := range b.Owed() {
		require.False(t, p.Kind.IsReply() || p.Kind == promise.Update, "it delivers every owed reply and update")
	}
}

func (l *life) standing(ids []promise.ID) []*promise.Promise {
	var all []*promise.Promise
	for _, id := range ids {
		if p := l.book.Standing(id); p != nil {
			all = append(all, p)
		}
	}
	return all
}

// came enters an arrival, now or as it was a while ago.
func (l *life) came(t *rapid.T) {
	l.later()
	b := l.book
	b.Pass()
	id := l.anyOf(t, "visit")
	at := b.Now.Add(-l.anyWait(t))
	pending := l.book.Get(id) != nil && l.book.Get(id).State == promise.Pending
	p := b.Came(id, at, rapid.SampledFrom([]promise.Outcome{promise.Arrived, promise.NotAtHome}).Draw(t, "outcome"))
	switch {
	case p == nil:
	case p.State == promise.Kept:
		require.False(t, at.After(p.Due))
	default:
		require.Equal(t, promise.Broken, p.State)
		require.True(t, !pending || at.After(p.Due), "who came in time kept it, however late it is entered")
		require.False(t, p.Owed(), "who came late has come")
		for q := p; q.Recovers != 0; q = b.Get(q.Recovers) {
			require.False(t, b.Get(q.Recovers).Owed(), "and what it made good")
		}
	}
}

func (l *life) miss(t *rapid.T) {
	l.later()
	id := l.anyOf(t, "visit")
	if l.book.Miss(id) {
		for _, p := range l.book.Owed() {
			if p.Outcome == promise.Missed {
				return
			}
		}
		require.Fail(t, "a visit that was missed is owed")
	}
}
