package promise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
)

// asked is a ticket asked on Monday at 10:00 under a four-hour target, with eight hours for news and forty to solve it.
func asked(t *testing.T) *life {
	t.Helper()
	l := &life{calendar: officeHours(t), ended: map[promise.ID]promise.Promise{}}
	l.terms = promise.Terms{
		Calendar: l.calendar, FirstReply: 4 * time.Hour, NextReply: 4 * time.Hour, Update: 8 * time.Hour, Resolution: 40 * time.Hour,
		Recovery: 2 * time.Hour, QuietDays: 5, ConfirmationDays: 4, ReopenAfter: 14 * 24 * time.Hour,
	}
	l.book = &promise.Book{Owner: promise.Owner{Team: 1}, Terms: l.terms, Now: time.Date(2026, time.October, 5, 8, 0, 0, 0, time.UTC)}
	l.book.Begin()
	l.number()
	return l
}

// only is the one pending promise of a kind.
func (l *life) only(t *testing.T, kind promise.Kind) *promise.Promise {
	t.Helper()
	var found []*promise.Promise
	for _, p := range l.book.Pending() {
		if p.Kind == kind {
			found = append(found, p)
		}
	}
	require.Len(t, found, 1, "pending %s", kind)
	return found[0]
}

func TestPass_breaks_a_microsecond_after_the_due_time(t *testing.T) {
	t.Parallel()
	l := asked(t)
	first := l.only(t, promise.FirstReply)
	l.book.Now = first.Due
	require.False(t, l.book.Pass())
	require.Equal(t, promise.Pending, first.State)

	l.book.Now = first.Due.Add(time.Microsecond)
	require.True(t, l.book.Pass())
	require.Equal(t, promise.Broken, first.State)
	require.True(t, first.Owed())
	require.Equal(t, first.Due, l.book.OwedSince())
	require.Equal(t, first.ID, l.only(t, promise.FirstReply).Recovers)
	require.False(t, l.book.Pass(), "there is nothing more to do")
}

func TestClosing_releases_what_is_still_owed(t *testing.T) {
	t.Parallel()
	l := asked(t)
	l.book.Answer(promise.Answer{})
	l.number()
	update := l.only(t, promise.Update)
	l.book.Now = update.Due.Add(time.Minute)
	l.book.Solve() // without a message: the news is still owed
	l.number()
	require.True(t, update.Owed())
	require.Equal(t, update.ID, l.only(t, promise.Update).Recovers, "a recovery runs on")
	l.book.MailLeft(l.only(t, promise.Confirmation).ID)

	for l.book.Status != promise.Closed {
		l.book.Now = l.book.Next().Due.Add(time.Microsecond)
		l.book.Pass()
		l.number()
	}
	require.Equal(t, promise.Silent, l.book.Finished)
	require.Empty(t, l.book.Owed())
	require.Equal(t, l.book.Now, update.Released)
}

func TestReckon_never_asks_for_what_is_over_already(t *testing.T) {
	t.Parallel()
	hours := func(n int) time.Duration { return time.Duration(n) * time.Hour }
	for _, c := range []struct {
		name             string
		used, target, in time.Duration // business time
	}{
		{"the time that is left", hours(1), 3 * time.Hour, hours(2)},
		{"at least the target from now", hours(2), 1 * time.Hour, hours(1)},
		{"at least the recovery time from now", hours(1), 150 * time.Minute, 2 * time.Hour},
		{"but never later than it was", 225 * time.Minute, 1 * time.Hour, 15 * time.Minute},
		{"a longer target moves it later", hours(1), 8 * time.Hour, hours(7)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := asked(t)
			l.book.Now = l.calendar.Add(l.book.Now, c.used)
			terms := l.terms
			terms.FirstReply = c.target
			l.book.Reckon(terms)
			require.Equal(t, l.calendar.Add(l.book.Now, c.in), l.only(t, promise.FirstReply).Due)
		})
	}
	t.Run("a target that the new rules lack lapses", func(t *testing.T) {
		t.Parallel()
		l := asked(t)
		terms := l.terms
		terms.Resolution = 0
		resolution := l.only(t, promise.Resolution)
		l.book.Reckon(terms)
		require.Equal(t, promise.Lapsed, resolution.State)
	})
}

func TestMove_after_the_break_moves_the_recovery(t *testing.T) {
	t.Parallel()
	l := asked(t)
	offered := l.book.Promise(promise.Offer{Words: "we ring you", Due: l.book.Now.Add(time.Hour), By: 7})
	l.number()
	l.book.Now = offered.Due.Add(time.Minute)
	tomorrow := l.book.Now.Add(24 * time.Hour)
	next := l.book.Move(offered.ID, tomorrow)
	l.number()

	require.Equal(t, promise.Broken, offered.State)
	require.True(t, offered.Owed())
	require.Equal(t, offered.ID, next.Recovers)
	require.Equal(t, next, l.book.Standing(offered.ID), "an old page's number leads to it")

	l.book.Answer(promise.Answer{Keeps: []promise.ID{offered.ID}})
	require.Equal(t, promise.Kept, next.State)
	require.Equal(t, l.book.Now, offered.Delivered)
}

func TestShare_counts_business_time(t *testing.T) {
	t.Parallel()
	l := asked(t)
	first := l.only(t, promise.FirstReply)
	for _, c := range []struct {
		wait  time.Duration
		share int
	}{{0, 0}, {time.Hour, 25}, {2 * time.Hour, 50}, {3 * time.Hour, 50}, {5 * time.Hour, 100}, {30 * time.Hour, 100}} {
		require.Equal(t, c.share, promise.Share(first, l.terms, l.book.Now.Add(c.wait)), "after %s, an hour of them at lunch", c.wait)
	}
}
