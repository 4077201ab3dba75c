package ticket_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestReply_after_its_time_is_late_though_somebody_rings_meanwhile(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.At("Mon 9 Nov 12:55")
	s.Dials(s.Maja, id)
	s.At("Mon 9 Nov 13:10")
	s.Replies(s.Jonas, id, "Please restart the router.")
	s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 13:00, delivered", "kept Mon 9 Nov 15:10")
	s.NotLate(id)
	sound(t, s)
}

func TestCall_that_another_logs_after_the_window_keeps_no_callback(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "I ring you.")
	call := s.AgreesCall(s.Maja, id, "Mon 9 Nov 11:00")
	s.At("Mon 9 Nov 11:25")
	s.Dials(s.Maja, id)
	s.At("Mon 9 Nov 11:40")
	s.LogsCall(s.Jonas, id, promise.Reached, nil, call)
	s.Ledger(id, promise.Callback, "broken Mon 9 Nov 11:30, delivered", "kept Mon 9 Nov 13:40")
	s.NotLate(id)
	sound(t, s)
}

func TestMerge_lets_the_call_that_runs_keep_what_the_other_ticket_had_promised(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	into := s.Asks(s.Hanna, "No internet")
	s.At("Mon 9 Nov 09:30")
	id := s.Asks(s.Hanna, "Still no internet")
	s.At("Mon 9 Nov 12:50")
	s.Dials(s.Maja, id)
	s.At("Mon 9 Nov 12:55")
	require.NoError(t, merges(s, s.Jonas, id, into, false))
	s.Until("Mon 9 Nov 13:05")
	s.NotLate(into)
	s.At("Mon 9 Nov 13:10")
	s.LogsCall(s.Maja, into, promise.Reached, nil)
	s.Ledger(into, promise.FirstReply, "kept Mon 9 Nov 13:00")
	sound(t, s)
}

// Somebody had rung on the ticket that stays in the morning and never logged it.
func TestMerge_lets_the_call_that_runs_take_the_place_of_one_that_was_never_logged(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	into := s.Asks(s.Hanna, "No internet")
	s.Dials(s.Jonas, into)
	s.At("Mon 9 Nov 09:30")
	id := s.Asks(s.Hanna, "Still no internet")
	s.Until("Mon 9 Nov 12:50")
	s.Dials(s.Maja, id)
	s.Until("Mon 9 Nov 12:55")
	require.NoError(t, merges(s, s.Jonas, id, into, false))
	s.Until("Mon 9 Nov 13:05")
	s.NotLate(into)
	s.At("Mon 9 Nov 13:10")
	s.LogsCall(s.Maja, into, promise.Reached, nil)
	s.Ledger(into, promise.FirstReply, "kept Mon 9 Nov 13:00")
	sound(t, s)
}

func TestMerge_takes_an_arrival_of_before_it(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	into, id := s.Asks(s.Hanna, "No internet"), s.Asks(s.Hanna, "Still no internet")
	s.Replies(s.Maja, id, "Oskar comes.")
	s.AgreesVisit(s.Maja, id, "Tue 10 Nov 10:00", 2*time.Hour)
	s.Until("Tue 10 Nov 12:10")
	require.NoError(t, merges(s, s.Jonas, id, into, false))
	s.At("Tue 10 Nov 12:40")
	s.Attends(s.Oskar, into, s.Latest(into, promise.Visit).ID, promise.Arrived, "Tue 10 Nov 11:50")
	require.Equal(t, promise.Kept, s.Latest(into, promise.Visit).State)
	sound(t, s)
}

func TestUnmerge_reminds_of_a_visit_that_stood_all_along(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	into, id := s.Asks(s.Hanna, "No internet"), s.Asks(s.Hanna, "Still no internet")
	s.Replies(s.Maja, id, "Oskar comes.")
	s.AgreesVisit(s.Maja, id, "Thu 12 Nov 10:00", 2*time.Hour)
	remind := s.Latest(id, promise.Visit).RemindAt
	require.False(t, remind.IsZero())
	s.Until("Wed 11 Nov 09:00")
	require.NoError(t, merges(s, s.Jonas, id, into, false))
	s.Until("Wed 11 Nov 09:30")
	require.NoError(t, unmerges(s, s.Jonas, id))
	require.Equal(t, remind, s.Latest(id, promise.Visit).RemindAt)
	sound(t, s)
}

func TestCall_leaves_a_message_that_came_meanwhile_what_it_had_ended(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "It is mended.", cast.Solving())
	s.At("Mon 9 Nov 14:20")
	s.Dials(s.Maja, id)
	s.At("Mon 9 Nov 14:25")
	s.Writes(id, "Thanks, it works!")
	s.At("Mon 9 Nov 14:45")
	s.LogsCall(s.Maja, id, promise.Reached, nil)
	s.Status(id, promise.Open)
	s.Dismisses(s.Maja, id, "They only said thanks.", "")
	s.Status(id, promise.Solved)
	sound(t, s)
}

// A call that runs is its caller's to take back; one that nobody logged for an hour is anybody's.
func TestDropCall_leaves_a_call_that_runs_to_whoever_calls(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "I ring you.")
	call := s.AgreesCall(s.Maja, id, "Mon 9 Nov 11:00")
	s.Until("Mon 9 Nov 11:25")
	s.Dials(s.Maja, id)
	s.Until("Mon 9 Nov 11:35")
	drops := func(by people.Person) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.DropCall(ctx, tx, by.Acting(), id) })
	}
	err := drops(s.Jonas)
	require.Equal(t, "kinds.fault.calling", key(t, err))
	require.Equal(t, s.Maja.Name, fault.Of(err)[0].Name)
	s.NotLate(id)
	s.At("Mon 9 Nov 11:40")
	s.LogsCall(s.Maja, id, promise.Reached, nil, call)
	s.Ledger(id, promise.Callback, "kept Mon 9 Nov 11:30")
	s.Dials(s.Maja, id)
	require.NoError(t, drops(s.Maja))
	s.Dials(s.Maja, id)
	s.Until("Mon 9 Nov 12:41")
	require.NoError(t, drops(s.Jonas))
	require.Nil(t, s.Ticket(id).CallingSince)
	sound(t, s)
}
