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

// onHoldUntilThursday is a ticket that waits for Oskar, who comes by on Thursday.
func onHoldUntilThursday(s *cast.Stage) (ticket.ID, promise.ID) {
	s.T.Helper()
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "Oskar comes by.", s.Promising("Oskar comes by", "Thu 12 Nov 12:00"), cast.OnHold("Oskar's visit"))
	s.Status(id, promise.OnHold)
	s.Pending(id, "commitment Thu 12 Nov 12:00", "resolution Fri 13 Nov 17:00")
	return id, s.Latest(id, promise.Commitment).ID
}

func TestHistory_12_Thanks_see_you_Thursday(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, visit := onHoldUntilThursday(s)
	s.Until("Wed 11 Nov 10:00")
	s.Writes(id, "Thanks, see you Thursday.")
	s.Status(id, promise.Open)
	s.Pending(id, "next_reply Wed 11 Nov 14:00", "commitment Thu 12 Nov 12:00", "resolution Fri 13 Nov 17:00")

	s.Until("Wed 11 Nov 10:30")
	s.Dismisses(s.Maja, id, "They only said thanks.", "")

	s.Status(id, promise.OnHold)
	require.Equal(t, "Oskar's visit", s.Ticket(id).WaitingFor, "for whom we wait is known again")
	s.Ledger(id, promise.NextReply, "withdrawn Wed 11 Nov 14:00")
	require.Equal(t, "They only said thanks.", s.Latest(id, promise.NextReply).EndReason)
	require.Nil(t, s.Ticket(id).UnansweredSince, "answered")
	s.Pending(id, "commitment Thu 12 Nov 12:00", "resolution Fri 13 Nov 17:00")
	require.Equal(t, visit, s.Latest(id, promise.Commitment).ID, "untouched")
	s.MailKinds(id, outbox.Receipt, outbox.Reply)
}

// History 13 with a commitment in the visit's place, under rules that leave apologies to people, as a visit's always is.
func TestHistory_13_The_visit(t *testing.T) {
	t.Parallel()
	stage := func(t *testing.T) (*cast.Stage, ticket.ID, promise.ID) {
		t.Helper()
		rules := sla.DefaultRules()
		rules.Apologies = promise.ApologiesDrafted
		s := cast.NewUnder(t, rules, cast.Hours())
		id, visit := onHoldUntilThursday(s)
		return s, id, visit
	}
	t.Run("kept, and the update runs again", func(t *testing.T) {
		t.Parallel()
		s, id, visit := stage(t)
		s.Until("Thu 12 Nov 11:50")
		s.Replies(s.Maja, id, "Oskar was there; nobody opened.", cast.Keeping(visit))
		s.Ledger(id, promise.Commitment, "kept Thu 12 Nov 12:00")
		s.Status(id, promise.OnHold)
		s.Pending(id, "update Fri 13 Nov 11:50", "resolution Fri 13 Nov 17:00")
		s.Warned(id, "commitment Thu 12 Nov 11:30")
	})
	t.Run("nothing said", func(t *testing.T) {
		t.Parallel()
		s, id, _ := stage(t)
		s.Until("Thu 12 Nov 13:00")
		s.Ledger(id, promise.Commitment, "broken Thu 12 Nov 12:00, owed", "pending Thu 12 Nov 14:00")
		s.Apologies(id, "drafted")
		s.Notices(id, s.Maja, "warned commitment Thu 12 Nov 11:30", "broken commitment Thu 12 Nov 12:00", "apology_drafted commitment Thu 12 Nov 12:00")
		s.MailKinds(id, outbox.Receipt, outbox.Reply)

		s.Apologises(s.Maja, id, "Our van broke down.")
		s.Apologies(id, "sent Thu 12 Nov 13:00 for Thu 12 Nov 12:00")
		require.Equal(t, "Our van broke down.", s.Whole(id).Apologies[0].Words)
		s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.Apology)
	})
	t.Run("moved", func(t *testing.T) {
		t.Parallel()
		s, id, visit := stage(t)
		s.Until("Thu 12 Nov 09:00")
		s.Moves(s.Maja, id, visit, "Fri 13 Nov 12:00")
		s.Ledger(id, promise.Commitment, "superseded Thu 12 Nov 12:00", "pending Fri 13 Nov 12:00")
		require.Equal(t, s.Latest(id, promise.Commitment).ID, s.Whole(id).Promise(visit).Successor)
		s.Apologies(id)
	})
}

// History 14 with a commitment in the call's place: its window ends when it is due.
func TestHistory_14_The_call(t *testing.T) {
	t.Parallel()
	stage := func(t *testing.T) (*cast.Stage, ticket.ID, promise.ID) {
		t.Helper()
		s := cast.New(t)
		s.At("Mon 9 Nov 09:00")
		id := s.Asks(s.Hanna, "No internet")
		s.Replies(s.Maja, id, "We ring you.", s.Promising("we ring you", "Mon 9 Nov 14:30"))
		return s, id, s.Latest(id, promise.Commitment).ID
	}
	t.Run("kept", func(t *testing.T) {
		t.Parallel()
		s, id, call := stage(t)
		s.Until("Mon 9 Nov 14:20")
		s.Replies(s.Maja, id, "As I said by telephone: it is the cable.", cast.Keeping(call))
		s.Ledger(id, promise.Commitment, "kept Mon 9 Nov 14:30")
	})
	t.Run("not reached: the next one", func(t *testing.T) {
		t.Parallel()
		s, id, call := stage(t)
		s.Until("Mon 9 Nov 14:20")
		s.Replies(s.Maja, id, "You were out.", cast.Keeping(call), s.Promising("we ring you", "Mon 9 Nov 15:30"))
		s.Ledger(id, promise.Commitment, "kept Mon 9 Nov 14:30", "pending Mon 9 Nov 15:30")
	})
	t.Run("not called", func(t *testing.T) {
		t.Parallel()
		s, id, _ := stage(t)
		s.Until("Mon 9 Nov 14:29")
		s.Ledger(id, promise.Commitment, "pending Mon 9 Nov 14:30")
		s.Until("Mon 9 Nov 14:31")
		s.Ledger(id, promise.Commitment, "broken Mon 9 Nov 14:30, owed", "pending Mon 9 Nov 16:30")
		s.HandedUp(id, 1, false)
		s.Apologies(id, "waiting Mon 9 Nov 14:45")
	})
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
