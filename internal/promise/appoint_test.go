package promise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
)

// agreed is a ticket that was answered, with an appointment in two hours, for half an hour.
func agreed(t *testing.T, kind promise.Kind) (*life, *promise.Promise) {
	t.Helper()
	l := asked(t)
	l.book.Terms.WarnPercent, l.book.Terms.WarnBefore = 75, 30*time.Minute
	l.book.Answer(promise.Answer{})
	opens := l.book.Now.Add(2 * time.Hour)
	p := l.book.Promise(promise.Offer{Kind: kind, Opens: opens, Due: opens.Add(30 * time.Minute), By: 7, Owner: promise.Owner{Person: 9}})
	l.number()
	return l, p
}

func TestAppointment_warns_before_its_window_opens(t *testing.T) {
	t.Parallel()
	for _, kind := range []promise.Kind{promise.Callback, promise.Visit} {
		_, p := agreed(t, kind)
		require.Equal(t, p.Opens.Add(-30*time.Minute), p.WarnAt)
		require.True(t, p.Kind.IsAgreed())
	}
}

func TestCallback_is_kept_by_a_call_begun_by_its_end(t *testing.T) {
	t.Parallel()
	for outcome, others := range map[promise.Outcome]promise.State{promise.Reached: promise.Kept, promise.NotReached: promise.Pending, promise.LeftMessage: promise.Pending} {
		l, call := agreed(t, promise.Callback)
		l.book.CustomerWrote()
		l.number()
		reply := l.only(t, promise.NextReply)
		l.book.Now = call.Due
		l.book.BeginCall()
		require.Equal(t, call.Due.Add(time.Hour), call.BreaksAt)
		l.book.Now = call.Due.Add(20 * time.Minute)
		l.book.Pass()
		require.Equal(t, promise.Pending, call.State, "its break waits for the log")
		l.book.LogCall(promise.Call{Outcome: outcome, Keeps: []promise.ID{call.ID}})
		require.Equal(t, promise.Kept, call.State)
		require.Equal(t, call.Due, call.Ended, "counted from its begin")
		require.Equal(t, others, reply.State, "a call that was %s", outcome)
	}
}

func TestCallback_breaks_an_hour_into_a_call_that_nobody_logs(t *testing.T) {
	t.Parallel()
	l, call := agreed(t, promise.Callback)
	l.book.Now = call.Due.Add(-time.Minute)
	l.book.BeginCall()
	begun := l.book.Now
	l.book.Now = begun.Add(time.Hour)
	l.book.Pass()
	require.Equal(t, promise.Pending, call.State)
	l.book.Now = l.book.Now.Add(time.Microsecond)
	l.book.Pass()
	l.number()
	require.Equal(t, promise.Broken, call.State)
	l.book.LogCall(promise.Call{Outcome: promise.Reached, Keeps: []promise.ID{call.ID}})
	require.Equal(t, l.book.Now, call.Delivered, "what comes later only delivers")
}

func TestDropCall_lets_go_of_what_waited(t *testing.T) {
	t.Parallel()
	l, call := agreed(t, promise.Callback)
	l.book.Now = call.Due.Add(-time.Minute)
	l.book.BeginCall()
	l.book.Now = call.Due.Add(time.Minute)
	l.book.DropCall()
	require.Equal(t, promise.Broken, call.State)
}

func TestVisit_waits_an_hour_for_an_arrival_to_be_entered(t *testing.T) {
	t.Parallel()
	l, visit := agreed(t, promise.Visit)
	l.book.Now = visit.Due.Add(time.Hour)
	l.book.Pass()
	require.Equal(t, promise.Pending, visit.State)
	l.book.Came(visit.ID, visit.Due, promise.NotAtHome)
	require.Equal(t, promise.Kept, visit.State, "nobody at home is kept")
	require.Equal(t, visit.Due, visit.Ended)
}

func TestVisit_that_came_late_is_broken_and_delivered(t *testing.T) {
	t.Parallel()
	l, visit := agreed(t, promise.Visit)
	l.book.Now = visit.Due.Add(30 * time.Minute)
	l.book.Came(visit.ID, visit.Due.Add(time.Minute), promise.Arrived)
	l.number()
	require.Equal(t, promise.Broken, visit.State)
	require.Equal(t, visit.Due.Add(time.Minute), visit.Delivered)
	require.Empty(t, l.book.Owed())
	require.Nil(t, l.book.NextCall(), "nobody need agree a new time")
}

func TestMerge_takes_along_what_a_recovery_was_to_make_good(t *testing.T) {
	t.Parallel()
	l, visit := agreed(t, promise.Visit)
	l.book.Now = visit.Due.Add(time.Minute)
	l.book.Miss(visit.ID)
	l.number()
	call := l.book.NextCall()
	l.book.Now = call.Due.Add(time.Minute)
	l.book.Pass()
	l.number()
	require.Equal(t, promise.Broken, call.State)
	l.book.LogCall(promise.Call{Outcome: promise.NotReached, Keeps: []promise.ID{l.book.NextCall().ID}})
	l.number()
	require.False(t, call.Delivered.IsZero(), "they called after all")
	l.book.Now = l.book.Now.Add(time.Minute)
	l.book.LogCall(promise.Call{Outcome: promise.Reached, Keeps: []promise.ID{l.book.NextCall().ID}, Drops: true})
	require.False(t, visit.Released.IsZero(), "the customer wants no other visit")

	stays := asked(t)
	stays.book.Now = l.book.Now
	_, carried := l.book.MergeInto(stays.book)
	require.Contains(t, carried, call)
	require.Contains(t, carried, visit)
}

func TestVisit_that_was_missed_is_made_good_by_a_call_that_names_a_new_one(t *testing.T) {
	t.Parallel()
	miss := func() (*life, *promise.Promise, *promise.Promise) {
		l, visit := agreed(t, promise.Visit)
		l.book.Now = visit.Due.Add(time.Minute)
		require.True(t, l.book.Miss(visit.ID))
		l.number()
		call := l.book.NextCall()
		require.Equal(t, visit.ID, call.Recovers)
		require.Equal(t, promise.ApologyDrafted, l.book.Apology().State, "a person says sorry for a visit")
		return l, visit, call
	}
	t.Run("a new visit", func(t *testing.T) {
		t.Parallel()
		l, visit, call := miss()
		tomorrow := l.book.Now.Add(24 * time.Hour)
		made := l.book.LogCall(promise.Call{Outcome: promise.Reached, Keeps: []promise.ID{call.ID}, Next: []promise.Offer{{Kind: promise.Visit, Opens: tomorrow, Due: tomorrow.Add(time.Hour), By: 7}}})
		l.number()
		require.True(t, visit.Owed(), "a call is no visit")
		require.Equal(t, visit.ID, made[0].Recovers)
		l.book.Now = tomorrow
		l.book.Came(made[0].ID, tomorrow, promise.Arrived)
		require.Equal(t, tomorrow, visit.Delivered)
	})
	t.Run("another call", func(t *testing.T) {
		t.Parallel()
		l, visit, call := miss()
		l.book.LogCall(promise.Call{Outcome: promise.NotReached, Keeps: []promise.ID{call.ID}})
		l.number()
		require.Equal(t, visit.ID, l.book.NextCall().Recovers, "somebody calls again, whether the log says so or not")
	})
	t.Run("none wanted", func(t *testing.T) {
		t.Parallel()
		l, visit, call := miss()
		l.book.LogCall(promise.Call{Outcome: promise.Reached, Keeps: []promise.ID{call.ID}, Drops: true})
		require.Equal(t, l.book.Now, visit.Released)
	})
	t.Run("moved without a call", func(t *testing.T) {
		t.Parallel()
		l, visit, call := miss()
		tomorrow := l.book.Now.Add(24 * time.Hour)
		next := l.book.MoveTo(visit.ID, promise.Offer{Opens: tomorrow, Due: tomorrow.Add(time.Hour)})
		require.Equal(t, promise.Visit, next.Kind)
		require.Equal(t, promise.Superseded, call.State)
		require.Equal(t, visit.ID, next.Recovers)
	})
	t.Run("they come after all", func(t *testing.T) {
		t.Parallel()
		l, visit, call := miss()
		l.book.Now = l.book.Now.Add(time.Hour)
		l.book.Came(visit.ID, l.book.Now, promise.Arrived)
		require.Equal(t, promise.Lapsed, call.State)
		require.False(t, visit.Owed())
	})
}

func TestVisit_moved_in_its_hour_of_grace_is_broken(t *testing.T) {
	t.Parallel()
	l, visit := agreed(t, promise.Visit)
	l.book.Now = visit.Due.Add(time.Minute)
	next := l.book.MoveTo(visit.ID, promise.Offer{Opens: l.book.Now.Add(time.Hour), Due: l.book.Now.Add(2 * time.Hour)})
	l.number()
	require.Equal(t, promise.Broken, visit.State)
	require.Equal(t, promise.Visit, next.Kind)
	require.Equal(t, promise.Owner{Person: 9}, next.Owner, "the same technician")
	require.Equal(t, visit.ID, next.Recovers)
}
