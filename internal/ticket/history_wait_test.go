package ticket_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

func TestHistory_09_Pause(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 2 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "We measure the line.", s.Promising("", "Tue 3 Nov 17:00"))
	s.Pending(id, "commitment Tue 3 Nov 17:00", "resolution Fri 6 Nov 17:00")

	s.Until("Tue 3 Nov 17:00")
	s.Replies(s.Maja, id, "Does the lamp blink?", cast.Keeping(s.Latest(id, promise.Commitment).ID), cast.AwaitingCustomer("the lamp's colour"))
	s.Status(id, promise.Awaiting)
	s.Pending(id, "follow_up Thu 5 Nov 17:00")
	s.Left(id, promise.Resolution, 24*time.Hour)
	require.Equal(t, 16*time.Hour, s.Latest(id, promise.Resolution).Used)
	require.Equal(t, "the lamp's colour", s.Ticket(id).WaitingFor)

	s.Until("Fri 6 Nov 09:00")
	s.Pending(id, "follow_up Tue 10 Nov 17:00")
	s.Ledger(id, promise.FollowUp, "kept Thu 5 Nov 17:00", "pending Tue 10 Nov 17:00")
	s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.Reply, outbox.FollowUp)

	s.Until("Mon 9 Nov 12:00")
	s.Left(id, promise.Resolution, 24*time.Hour)
	s.Writes(id, "It blinks red.")
	s.Status(id, promise.Open)
	s.Pending(id, "next_reply Mon 9 Nov 16:00", "resolution Thu 12 Nov 12:00")
	s.Ledger(id, promise.FollowUp, "kept Thu 5 Nov 17:00", "lapsed Tue 10 Nov 17:00")
	require.Equal(t, s.Time("Thu 12 Nov 12:00"), s.Latest(id, promise.Resolution).Due, "to the microsecond")
	s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.Reply, outbox.FollowUp)
	s.Warned(id, "commitment Tue 3 Nov 16:30")
	s.Apologies(id)
}

// Moving in and out of pending any number of times never gains or loses a microsecond (rule 3).
func TestPause_neither_gains_nor_loses_a_microsecond(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 2 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "We measure the line.", s.Promising("", "Thu 12 Nov 12:00"))
	left := 40 * time.Hour
	hours := s.Whole(id).Terms.Calendar
	since := s.Now()
	for i := range 25 {
		s.Stop(s.Now().Add(3*time.Hour + 7*time.Minute + time.Duration(i*i+1)*time.Microsecond))
		left -= hours.Between(since, s.Now())
		s.Waits(s.Maja, id, promise.Awaiting, "")
		s.Left(id, promise.Resolution, left)
		s.Stop(s.Now().Add(5*time.Hour + time.Duration(3*i+2)*time.Microsecond))
		since = s.Now()
		s.Reopens(s.Maja, id)
		require.Equal(t, hours.Add(since, left), s.Latest(id, promise.Resolution).Due)
	}
	require.Len(t, s.All(id, promise.Resolution), 1, "it is the same promise all along")
}

func TestHistory_11_Urgent_while_waiting(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 2 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "We measure the line.", s.Promising("", "Thu 5 Nov 15:00"))
	s.Until("Thu 5 Nov 15:00")
	s.Replies(s.Maja, id, "Does the lamp blink?", cast.Keeping(s.Latest(id, promise.Commitment).ID), cast.AwaitingCustomer(""))
	s.Left(id, promise.Resolution, 10*time.Hour)
	require.Equal(t, 30*time.Hour, s.Latest(id, promise.Resolution).Used)

	s.Until("Thu 5 Nov 16:00")
	s.SetsPriority(s.Ingrid, id, sla.Urgent)
	s.Left(id, promise.Resolution, 2*time.Hour)

	s.Until("Fri 6 Nov 10:00")
	s.Writes(id, "It blinks red.")
	s.Pending(id, "next_reply Fri 6 Nov 11:00", "resolution Fri 6 Nov 12:00")

	s.Until("Fri 6 Nov 11:00")
	s.Replies(s.Maja, id, "And now?", cast.AwaitingCustomer(""))
	s.Left(id, promise.Resolution, time.Hour)
	require.Empty(t, s.Events(id, event.PromiseBroken))
	s.Apologies(id)
}

func TestHistory_16_Undo(t *testing.T) {
	t.Parallel()
	pressed := func(t *testing.T) (*cast.Stage, ticket.ID, ticket.Sent) {
		t.Helper()
		s := cast.New(t)
		s.At("Mon 9 Nov 10:30")
		id := s.Asks(s.Hanna, "No internet")
		s.Pending(id, "first_reply Mon 9 Nov 14:30", "resolution Mon 16 Nov 10:30")
		s.Until("Mon 9 Nov 14:29")
		s.At("Mon 9 Nov 14:29:55")
		return s, id, s.Sends(s.Maja, id, "Please restart the router.", cast.Undoable(10*time.Second))
	}
	t.Run("in time by a shorter undo time", func(t *testing.T) {
		t.Parallel()
		s, id, sent := pressed(t)
		require.True(t, sent.PublicAt.Before(s.Time("Mon 9 Nov 14:30")))
		require.Less(t, sent.PublicAt.Sub(s.Now()), 5*time.Second)
		s.Ledger(id, promise.FirstReply, "pending Mon 9 Nov 14:30")
		require.Len(t, s.Whole(id).Messages, 1, "nothing has happened yet")

		s.At("Mon 9 Nov 16:00") // whoever notices it and when
		s.Sweep()
		s.Ledger(id, promise.FirstReply, "kept Mon 9 Nov 14:30")
		require.Equal(t, sent.PublicAt, s.Latest(id, promise.FirstReply).Ended)
		all := s.Whole(id).Messages
		require.Equal(t, sent.Message, all[1].ID)
		require.Equal(t, sent.PublicAt, all[1].CreatedAt)
		s.NotLate(id)
		s.MailKinds(id, outbox.Receipt, outbox.Reply)
		require.Nil(t, s.Whole(id).Leaving)
	})
	t.Run("taken back", func(t *testing.T) {
		t.Parallel()
		s, id, _ := pressed(t)
		s.At("Mon 9 Nov 14:29:58")
		left := s.TakesBack(s.Maja, id)
		require.Equal(t, "Please restart the router.", left.Draft.Body, "the draft is back")
		s.Ledger(id, promise.FirstReply, "pending Mon 9 Nov 14:30")
		require.Len(t, s.Whole(id).Messages, 1)
		s.MailKinds(id, outbox.Receipt)
		require.Nil(t, s.Ticket(id).AssigneeID)
		require.Len(t, s.Events(id, event.ReplyTakenBack), 1)

		s.Until("Mon 9 Nov 14:31")
		s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 14:30, owed", "pending Mon 9 Nov 16:30")
	})
}

func TestReopen_after_thanks_gives_the_time_that_was_left(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 2 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "It is mended.", cast.Solving())
	s.Until("Tue 3 Nov 10:00")
	s.Writes(id, "Thanks!")
	s.Until("Tue 3 Nov 10:10")
	s.Dismisses(s.Maja, id, "They only said thanks.", "")
	s.Status(id, promise.Solved)
	s.Until("Tue 3 Nov 11:00")
	s.SaysNotYet(id)
	s.Pending(id, "next_reply Tue 3 Nov 15:00", "resolution Tue 10 Nov 11:00")
	sound(t, s)
}

func TestHistory_32_Just_thanks(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 2 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "It is mended.", cast.Solving())
	s.Confirms(id)
	s.Closed(id, promise.Confirmed)

	s.Until("Tue 3 Nov 10:00")
	s.Writes(id, "Thanks!")
	s.Status(id, promise.Open)
	require.Equal(t, 2, s.Ticket(id).Cycle)
	s.Pending(id, "next_reply Tue 3 Nov 14:00", "resolution Tue 10 Nov 10:00")

	s.Until("Tue 3 Nov 10:10")
	s.Dismisses(s.Maja, id, "They only said thanks.", "")
	s.Closed(id, promise.Confirmed)
	s.Pending(id)
	require.Equal(t, 1, s.Ticket(id).Cycle, "not counted as reopened")
	s.MailKinds(id, outbox.Receipt, outbox.Solved) // nothing is asked again
	sound(t, s)
}

func TestHistory_33_Owed_and_now_we_wait(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := askedOnFriday(s)
	s.Until("Mon 9 Nov 13:00")
	s.LateSince(id, "Mon 9 Nov 12:00")

	t.Log("without a message it is refused: one is unanswered")
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetWaiting(ctx, tx, s.Maja.Acting(), s.Limits, id, ticket.Wait{Status: promise.Awaiting})
	})
	require.Equal(t, "fault.unanswered", fault.Of(err)[0].Key)
	s.Status(id, promise.New)

	s.Replies(s.Maja, id, "Does the lamp blink?", cast.AwaitingCustomer("the lamp's colour"))
	s.Status(id, promise.Awaiting)
	s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 12:00, delivered", "kept Mon 9 Nov 14:00")
	s.NotLate(id)
	s.HandedUp(id, 1, true)
	s.Left(id, promise.Resolution, 35*time.Hour)
	s.Pending(id, "follow_up Wed 11 Nov 13:00")
}

// A reply that became public while no worker was there, and is noticed days later.
func TestUndo_noticed_late_warns_of_nothing_past_and_promises_nothing_in_the_past(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "We measure the line.", s.Promising("", "Thu 12 Nov 16:00"))
	s.Until("Thu 12 Nov 14:59")
	s.At("Thu 12 Nov 14:59:55") // five seconds before the warning of the resolution
	s.Sends(s.Maja, id, "Oskar rings you.", cast.Keeping(s.Latest(id, promise.Commitment).ID), s.Promising("Oskar rings you", "Thu 12 Nov 16:30"), cast.Undoable(10*time.Second))

	s.At("Mon 16 Nov 10:00")
	s.Sweep()
	s.Warned(id)
	s.Ledger(id, promise.Commitment, "kept Thu 12 Nov 16:00", "pending Mon 16 Nov 10:00")
	s.Ledger(id, promise.Resolution, "broken Fri 13 Nov 17:00, owed", "pending Mon 16 Nov 12:00")
	sound(t, s)
}
