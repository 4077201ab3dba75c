package ticket_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestHistory_07_Writes_twice_at_the_weekend(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Sat 7 Nov 20:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Pending(id, "first_reply Mon 9 Nov 13:00", "resolution Fri 13 Nov 17:00")

	s.Until("Sun 8 Nov 10:00")
	s.Writes(id, "Still no internet.")
	s.Status(id, promise.New)
	s.Pending(id, "first_reply Mon 9 Nov 13:00", "resolution Fri 13 Nov 17:00")

	s.Until("Mon 9 Nov 09:30")
	s.Replies(s.Maja, id, "Good morning.")
	s.Ledger(id, promise.FirstReply, "kept Mon 9 Nov 13:00")
	var unanswered int
	const q = `select count(*) from messages where ticket_id = $1 and not by_staff and answered_by_id is null`
	require.NoError(t, s.DB.QueryRow(t.Context(), q, id).Scan(&unanswered))
	require.Zero(t, unanswered, "both are answered")
	require.Nil(t, s.Ticket(id).UnansweredSince)
	s.Warned(id)
}

func TestHistory_08_Writes_after_the_break(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Sat 7 Nov 20:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Until("Mon 9 Nov 13:30")
	s.Pending(id, "first_reply Mon 9 Nov 15:00", "resolution Fri 13 Nov 17:00")

	s.Writes(id, "Is anybody there?")

	s.Pending(id, "first_reply Mon 9 Nov 15:00", "resolution Fri 13 Nov 17:00")
	s.Ledger(id, promise.NextReply)
	s.HandedUp(id, 1, false)
	s.Apologies(id, "sent Mon 9 Nov 13:15 for Mon 9 Nov 13:00")
}

func TestHistory_18_Not_yet(t *testing.T) {
	t.Parallel()
	t.Run("with 9 h left", func(t *testing.T) {
		t.Parallel()
		s := cast.New(t)
		s.At("Wed 4 Nov 16:00")
		id := s.Asks(s.Hanna, "No internet")
		s.Replies(s.Maja, id, "We are on it.", s.Promising("", "Tue 10 Nov 15:30"))
		s.Until("Tue 10 Nov 15:00")
		s.Replies(s.Maja, id, "It is mended.", cast.Keeping(s.Latest(id, promise.Commitment).ID), cast.Solving())
		s.Pending(id, "confirmation Mon 16 Nov 15:00")
		s.Ledger(id, promise.Resolution, "kept Wed 11 Nov 16:00")

		s.Until("Wed 11 Nov 11:00")
		s.SaysNotYet(id)

		s.Status(id, promise.Open)
		s.Pending(id, "next_reply Wed 11 Nov 15:00", "resolution Thu 12 Nov 12:00")
		s.Ledger(id, promise.Confirmation, "lapsed Mon 16 Nov 15:00")
		require.Equal(t, 1, s.Ticket(id).Cycle)
		s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.Solved)
		s.Warned(id, "resolution Tue 10 Nov 14:00", "commitment Tue 10 Nov 15:00")
		s.Apologies(id)
	})
	t.Run("with 30 min left", func(t *testing.T) {
		t.Parallel()
		s := cast.New(t)
		s.At("Wed 4 Nov 09:00")
		id := s.Asks(s.Hanna, "No internet")
		s.Replies(s.Maja, id, "We are on it.", s.Promising("", "Tue 10 Nov 16:45"))
		s.Until("Tue 10 Nov 16:30")
		s.Replies(s.Maja, id, "It is mended.", cast.Keeping(s.Latest(id, promise.Commitment).ID), cast.Solving())
		s.Ledger(id, promise.Resolution, "kept Tue 10 Nov 17:00")

		s.Until("Wed 11 Nov 11:00")
		s.SaysNotYet(id)

		s.Pending(id, "resolution Wed 11 Nov 13:00", "next_reply Wed 11 Nov 15:00")
	})
}

func TestHistory_19_Comes_back(t *testing.T) {
	t.Parallel()
	closed := func(t *testing.T) (*cast.Stage, ticket.ID) {
		t.Helper()
		s := cast.New(t)
		s.At("Mon 2 Nov 09:00")
		id := s.Asks(s.Hanna, "No internet")
		s.Replies(s.Maja, id, "It is mended.", cast.Solving())
		s.Confirms(id)
		s.Closed(id, promise.Confirmed)
		return s, id
	}
	t.Run("within 14 days", func(t *testing.T) {
		t.Parallel()
		s, id := closed(t)
		s.Until("Mon 16 Nov 08:00")
		on := s.Writes(id, "It is gone again.")
		require.Equal(t, id, on)
		s.Status(id, promise.Open)
		require.Equal(t, 2, s.Ticket(id).Cycle)
		s.Pending(id, "next_reply Mon 16 Nov 13:00", "resolution Fri 20 Nov 17:00")
		require.Len(t, s.Events(id, event.TicketReopened), 1)
	})
	t.Run("after 14 days", func(t *testing.T) {
		t.Parallel()
		s, id := closed(t)
		s.Until("Tue 17 Nov 08:00")
		on := s.Writes(id, "It is gone again.")
		require.NotEqual(t, id, on)
		s.Closed(id, promise.Confirmed)
		require.Equal(t, id, *s.Ticket(on).LinkedFromID)
		s.Status(on, promise.New)
		s.Pending(on, "first_reply Tue 17 Nov 13:00", "resolution Mon 23 Nov 17:00")
	})
}

func TestHistory_31_It_works_already(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "We look at it.", s.Promising("the router is posted", "Thu 12 Nov 16:00"))
	s.At("Mon 9 Nov 15:00")
	s.Writes(id, "Please hurry.")
	s.Until("Tue 10 Nov 11:30")
	s.LateSince(id, "Tue 10 Nov 11:00")

	s.Confirms(id)

	s.Status(id, promise.Solved)
	s.Ledger(id, promise.Resolution, "kept Fri 13 Nov 17:00")
	s.Ledger(id, promise.NextReply, "broken Tue 10 Nov 11:00, released", "lapsed Tue 10 Nov 13:00")
	s.NotLate(id)
	s.HandedUp(id, 1, true)
	s.Pending(id, "commitment Thu 12 Nov 16:00")

	s.Until("Thu 12 Nov 15:00")
	s.Replies(s.Maja, id, "It is posted.", cast.Keeping(s.Latest(id, promise.Commitment).ID))
	s.Closed(id, promise.Confirmed)
}
