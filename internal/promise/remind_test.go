package promise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
)

// inDays is a ticket with an appointment some time ahead, of an hour's window.
func inDays(t *testing.T, kind promise.Kind, ahead time.Duration) (*life, *promise.Promise) {
	t.Helper()
	l := asked(t)
	l.book.Answer(promise.Answer{})
	opens := l.book.Now.Add(ahead)
	p := l.book.Promise(promise.Offer{Kind: kind, Opens: opens, Due: opens.Add(time.Hour), By: 7, Owner: promise.Owner{Person: 9}})
	l.remind(24)
	return l, p
}

// remind is what the desk does when it writes a change down.
func (l *life) remind(hours int) {
	l.book.SetReminders(hours)
	l.number()
}

func (l *life) reminders() int {
	n := 0
	for _, c := range l.book.Changes {
		if c.What == promise.WasReminded {
			n++
		}
	}
	return n
}

func TestReminder_is_asked_for_once_at_the_same_time_the_day_before(t *testing.T) {
	t.Parallel()
	for _, kind := range []promise.Kind{promise.Callback, promise.Visit} {
		l, p := inDays(t, kind, 72*time.Hour)
		require.Equal(t, p.Opens.Add(-24*time.Hour).UTC(), p.RemindAt)
		l.book.Now = p.RemindAt.Add(-time.Microsecond)
		require.False(t, l.book.Pass() && l.reminders() > 0, "not before its time")
		l.book.Now = p.RemindAt
		for range 3 {
			l.book.Pass()
		}
		require.Equal(t, 1, l.reminders())
		require.Equal(t, l.book.Now, p.Reminded)
	}
}

func TestReminder_comes_late_after_an_outage_but_never_when_the_window_has_opened(t *testing.T) {
	t.Parallel()
	l, p := inDays(t, promise.Visit, 72*time.Hour)
	l.book.Now = p.Opens.Add(-time.Microsecond)
	l.book.Pass()
	require.Equal(t, 1, l.reminders())

	l, p = inDays(t, promise.Visit, 72*time.Hour)
	l.book.Now = p.Opens
	l.book.Pass()
	require.Zero(t, l.reminders())
	require.Zero(t, p.Reminded)
}

func TestReminder_is_for_what_lies_further_ahead_than_somebody_remembers(t *testing.T) {
	t.Parallel()
	_, p := inDays(t, promise.Visit, 36*time.Hour)
	require.False(t, p.RemindAt.IsZero())
	_, p = inDays(t, promise.Visit, 36*time.Hour-time.Second)
	require.True(t, p.RemindAt.IsZero(), "they have agreed it this morning")

	l := asked(t)
	due := l.book.Now.Add(72 * time.Hour)
	p = l.book.Promise(promise.Offer{Words: "the router is posted", Due: due, By: 7})
	require.True(t, p.RemindAt.IsZero(), "a commitment needs nothing of them")
}

func TestReminder_of_what_was_moved_goes_and_comes_anew(t *testing.T) {
	t.Parallel()
	l, p := inDays(t, promise.Visit, 72*time.Hour)
	l.book.Now = p.RemindAt
	l.book.Pass()
	next := l.book.MoveTo(p.ID, promise.Offer{Opens: p.Opens.Add(96 * time.Hour), Due: p.Due.Add(96 * time.Hour)})
	l.remind(24)
	require.True(t, next.Reminded.IsZero())
	l.book.Now = next.RemindAt
	l.book.Pass()
	require.Equal(t, 1, l.reminders(), "of the new time too")

	l, p = inDays(t, promise.Visit, 72*time.Hour)
	l.book.Withdraw(p.ID, "not wanted")
	l.book.Now = p.RemindAt
	l.book.Pass()
	require.Zero(t, l.reminders())
}

func TestFirstID_is_the_same_through_every_move(t *testing.T) {
	t.Parallel()
	for _, kind := range []promise.Kind{promise.Visit, promise.Callback} {
		l, p := inDays(t, kind, 72*time.Hour)
		first, was := p.FirstID(), p
		for i := range 3 {
			was = l.book.MoveTo(was.ID, promise.Offer{Opens: was.Opens.Add(24 * time.Hour), Due: was.Due.Add(24 * time.Hour)})
			l.number()
			require.Equal(t, first, was.FirstID())
			require.Equal(t, i+1, was.Sequence)
		}
		l.book.Now = was.BreaksAt.Add(time.Second)
		l.book.Pass()
		l.number()
		again := l.book.MoveTo(was.ID, promise.Offer{Opens: l.book.Now.Add(24 * time.Hour), Due: l.book.Now.Add(25 * time.Hour)})
		require.Equal(t, kind, again.Kind)
		require.Equal(t, first, again.FirstID(), "also when it makes good one that nobody came to")
		require.Greater(t, again.Sequence, was.Sequence, "or calendars keep the time before")
	}
}

func TestDone_asks_that_somebody_came(t *testing.T) {
	t.Parallel()
	l, p := inDays(t, promise.Visit, 2*time.Hour)
	l.book.Now = p.Opens
	require.False(t, l.book.Done(p.ID))
	l.book.Came(p.ID, l.book.Now, promise.Arrived)
	l.book.Now = p.Due
	require.True(t, l.book.Done(p.ID))
	l.book.Now = p.Due.Add(time.Hour)
	require.True(t, l.book.Done(p.ID))
	require.Equal(t, p.Due, p.DoneAt, "pressed twice")

	l, p = inDays(t, promise.Visit, 2*time.Hour)
	l.book.Now = p.Opens
	l.book.Came(p.ID, l.book.Now, promise.NotAtHome)
	require.False(t, l.book.Done(p.ID), "nobody let them in")
}

func TestReminderAt_goes_by_the_clock_for_whole_days_and_by_hours_for_all_else(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Copenhagen")
	require.NoError(t, err)
	opens := time.Date(2026, 10, 26, 10, 0, 0, 0, zone) // the clock went back the night before
	agreed := opens.AddDate(0, -1, 0)
	for hours, want := range map[int]time.Time{
		24:  time.Date(2026, 10, 25, 10, 0, 0, 0, zone),
		48:  time.Date(2026, 10, 24, 10, 0, 0, 0, zone),
		36:  opens.Add(-36 * time.Hour),
		2:   opens.Add(-2 * time.Hour),
		336: time.Date(2026, 10, 12, 10, 0, 0, 0, zone),
		0:   {}, -24: {},
	} {
		got := promise.ReminderAt(opens, agreed, hours, zone)
		require.True(t, want.Equal(got), "%d hours: %s", hours, got)
	}
	t.Log("half as long as it comes before is fresh, and half a day at most")
	require.True(t, promise.ReminderAt(opens, opens.Add(-3*time.Hour+time.Second), 2, zone).IsZero())
	require.False(t, promise.ReminderAt(opens, opens.Add(-3*time.Hour), 2, zone).IsZero())
	require.False(t, promise.ReminderAt(opens, opens.Add(-60*time.Hour), 48, time.UTC).IsZero())
	require.True(t, promise.ReminderAt(opens, opens.Add(-60*time.Hour+time.Second), 48, time.UTC).IsZero())
}

func TestReminder_is_set_only_where_something_is_agreed_and_told_and_none_stands(t *testing.T) {
	t.Parallel()
	l, p := inDays(t, promise.Visit, 72*time.Hour)
	require.False(t, l.book.Appoints(), "it is written down")
	was := p.RemindAt
	l.remind(2)
	require.Equal(t, was, p.RemindAt)
	l.book.Promise(promise.Offer{Words: "the router is posted", Due: l.book.Now.Add(72 * time.Hour), By: 7})
	require.False(t, l.book.Appoints())
	opens := l.book.Now.Add(96 * time.Hour)
	next := l.book.Promise(promise.Offer{Kind: promise.Callback, Opens: opens, Due: opens.Add(time.Hour), By: 7})
	require.True(t, l.book.Appoints())
	l.remind(0)
	require.Zero(t, next.RemindAt, "nobody is to be reminded")
}
