package ticket_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
)

func TestErase_drops_a_reply_in_its_undo_time_on_a_closed_ticket(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "It works again.", cast.Solving())
	s.Until("Mon 9 Nov 10:00")
	s.Confirms(id)
	s.Sends(s.Maja, id, "You are welcome, Hanna.", cast.Undoable(20*time.Second))
	_, err := erase(s, s.Karin, s.Hanna.ID, s.Hanna.Name)
	require.NoError(t, err)

	s.Until("Mon 9 Nov 10:05")

	s.Closed(id, promise.Confirmed)
	require.Len(t, s.Events(id, event.StaffReplied), 1)
	var left int
	require.NoError(t, s.DB.QueryRow(t.Context(), `select count(*) from waiting_replies`).Scan(&left))
	require.Zero(t, left)
}

func TestAttend_publishes_a_reply_in_its_undo_time_before_the_ticket_closes(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Tue 10 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	visit := s.AgreesVisit(s.Maja, id, "Thu 12 Nov 10:00", 2*time.Hour)
	s.Replies(s.Maja, id, "It works from here; Oskar still comes by.", cast.Solving())
	s.Until("Wed 11 Nov 12:00")
	s.Confirms(id)
	s.Until("Thu 12 Nov 11:30")
	s.Sends(s.Maja, id, "See you soon.", cast.Undoable(20*time.Second))
	s.Attends(s.Oskar, id, visit, promise.Arrived, "Thu 12 Nov 11:15")
	s.Closed(id, promise.Confirmed)

	s.Until("Thu 12 Nov 12:00")

	s.Closed(id, promise.Confirmed)
	require.Equal(t, 1, s.Ticket(id).Cycle, "it was not opened again")
	require.Len(t, s.Events(id, event.StaffReplied), 2)
	sound(t, s)
}

func TestLogCall_counts_a_call_that_nobody_logged_as_another_one(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Dials(s.Maja, id)
	s.At("Mon 9 Nov 11:00")
	s.Writes(id, "Still dead.")
	s.At("Mon 9 Nov 11:30")
	s.LogsCall(s.Jonas, id, promise.Reached, nil)

	require.Nil(t, s.Ticket(id).UnansweredSince, "what was written before this call is answered by it")
	require.True(t, s.Now().Equal(*s.Events(id, event.CallLogged)[0].WasAt))
	require.Nil(t, s.Ticket(id).CallingSince)
	sound(t, s)
}

func TestLogCall_leaves_a_colleagues_call_running(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	call := s.AgreesCall(s.Maja, id, "Mon 9 Nov 10:00")
	s.Until("Mon 9 Nov 10:25")
	s.Dials(s.Maja, id)
	s.Until("Mon 9 Nov 10:40")
	s.LogsCall(s.Jonas, id, promise.LeftMessage, nil)
	require.NotNil(t, s.Ticket(id).CallingSince)
	s.Until("Mon 9 Nov 10:50")
	s.LogsCall(s.Maja, id, promise.Reached, nil, call)

	s.Ledger(id, promise.Callback, "kept Mon 9 Nov 10:30")
	s.MailKinds(id, outbox.Receipt, outbox.Promised)
	sound(t, s)
}
