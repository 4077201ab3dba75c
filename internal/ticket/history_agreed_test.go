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
	"github.com/kepthq/kept/internal/ticket"
)

// onHoldUntilThursday is a ticket that waits for Oskar, who visits on Thursday from ten to twelve.
func onHoldUntilThursday(s *cast.Stage) (ticket.ID, promise.ID) {
	s.T.Helper()
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "Oskar comes by.", cast.OnHold("Oskar's visit"))
	visit := s.AgreesVisit(s.Maja, id, "Thu 12 Nov 10:00", 2*time.Hour)
	s.Status(id, promise.OnHold)
	s.Pending(id, "visit Thu 12 Nov 12:00", "resolution Fri 13 Nov 17:00")
	return id, visit
}

func TestHistory_12_Thanks_see_you_Thursday(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, visit := onHoldUntilThursday(s)
	s.Until("Wed 11 Nov 10:00")
	s.Writes(id, "Thanks, see you Thursday.")
	s.Status(id, promise.Open)
	s.Pending(id, "next_reply Wed 11 Nov 14:00", "visit Thu 12 Nov 12:00", "resolution Fri 13 Nov 17:00")

	s.Until("Wed 11 Nov 10:30")
	s.Dismisses(s.Maja, id, "They only said thanks.", "")

	s.Status(id, promise.OnHold)
	require.Equal(t, "Oskar's visit", s.Ticket(id).WaitingFor, "for whom we wait is known again")
	s.Ledger(id, promise.NextReply, "withdrawn Wed 11 Nov 14:00")
	require.Equal(t, "They only said thanks.", s.Latest(id, promise.NextReply).EndReason)
	require.Nil(t, s.Ticket(id).UnansweredSince, "answered")
	s.Pending(id, "visit Thu 12 Nov 12:00", "resolution Fri 13 Nov 17:00")
	require.Equal(t, visit, s.Latest(id, promise.Visit).ID, "untouched")
	s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.Promised, outbox.Reminder)
	sound(t, s)
}

func TestHistory_13_The_visit(t *testing.T) {
	t.Parallel()
	stage := func(t *testing.T) (*cast.Stage, ticket.ID, promise.ID) {
		t.Helper()
		s := cast.New(t)
		id, visit := onHoldUntilThursday(s)
		return s, id, visit
	}
	t.Run("arrived in time, entered late", func(t *testing.T) {
		t.Parallel()
		s, id, visit := stage(t)
		s.Until("Thu 12 Nov 12:40")
		s.Ledger(id, promise.Visit, "pending Thu 12 Nov 12:00")
		s.Attends(s.Oskar, id, visit, promise.Arrived, "Thu 12 Nov 11:50")
		s.Ledger(id, promise.Visit, "kept Thu 12 Nov 12:00")
		require.True(t, s.Time("Thu 12 Nov 11:50").Equal(s.Latest(id, promise.Visit).Ended), "as it was entered")
		s.Warned(id, "visit Thu 12 Nov 09:30")
		sound(t, s)
	})
	t.Run("nothing entered", func(t *testing.T) {
		t.Parallel()
		s, id, visit := stage(t)
		s.Until("Thu 12 Nov 13:00")
		s.Ledger(id, promise.Visit, "pending Thu 12 Nov 12:00")
		s.Until("Thu 12 Nov 13:01")
		s.Ledger(id, promise.Visit, "broken Thu 12 Nov 12:00, owed")
		s.Ledger(id, promise.Callback, "pending Thu 12 Nov 15:00")
		require.Equal(t, visit, s.Latest(id, promise.Callback).Recovers)
		s.LateSince(id, "Thu 12 Nov 12:00")
		s.Apologies(id, "drafted")
		s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.Promised, outbox.Reminder)
		sound(t, s)

		t.Log("a person says sorry, and a call agrees a new visit, which makes the first good")
		s.Apologises(s.Maja, id, "Our van broke down.")
		s.Apologies(id, "sent Thu 12 Nov 13:01 for Thu 12 Nov 12:00")
		s.Until("Thu 12 Nov 14:00")
		s.Dials(s.Maja, id)
		again := s.Window(promise.Visit, "Fri 13 Nov 10:00", 2*time.Hour)
		s.LogsCall(s.Maja, id, promise.Reached, &again, s.Latest(id, promise.Callback).ID)
		s.Ledger(id, promise.Callback, "kept Thu 12 Nov 15:00")
		require.Equal(t, visit, s.Latest(id, promise.Visit).Recovers)
		s.LateSince(id, "Thu 12 Nov 12:00")
		sound(t, s)
		s.Until("Fri 13 Nov 10:30")
		s.Attends(s.Oskar, id, s.Latest(id, promise.Visit).ID, promise.Arrived, "Fri 13 Nov 10:20")
		s.NotLate(id)
		sound(t, s)
	})
	t.Run("came late", func(t *testing.T) {
		t.Parallel()
		s, id, visit := stage(t)
		s.Until("Thu 12 Nov 14:00")
		s.Attends(s.Oskar, id, visit, promise.Arrived, "Thu 12 Nov 13:50")
		s.Ledger(id, promise.Callback, "lapsed Thu 12 Nov 15:00")
		s.NotLate(id)
		sound(t, s)
	})
	t.Run("not at home", func(t *testing.T) {
		t.Parallel()
		s, id, visit := stage(t)
		s.Until("Thu 12 Nov 11:50")
		s.Attends(s.Oskar, id, visit, promise.NotAtHome, "Thu 12 Nov 11:50")
		s.Ledger(id, promise.Visit, "kept Thu 12 Nov 12:00")
		s.Status(id, promise.OnHold)
		s.Pending(id, "update Fri 13 Nov 11:50", "resolution Fri 13 Nov 17:00")
		sound(t, s)
	})
	t.Run("moved", func(t *testing.T) {
		t.Parallel()
		s, id, visit := stage(t)
		s.Until("Thu 12 Nov 09:00")
		s.MovesWindow(s.Maja, id, visit, "Thu 12 Nov 11:00", 2*time.Hour)
		s.Ledger(id, promise.Visit, "superseded Thu 12 Nov 12:00", "pending Thu 12 Nov 13:00")
		moved := s.Latest(id, promise.Visit)
		require.Equal(t, moved.ID, s.Whole(id).Promise(visit).Successor)
		require.Equal(t, 1, moved.Sequence)
		require.Equal(t, "Havnegade 22, Nordby", moved.Place)
		s.Apologies(id)
		sound(t, s)
	})
}

func TestHistory_14_The_call(t *testing.T) {
	t.Parallel()
	stage := func(t *testing.T) (*cast.Stage, ticket.ID, promise.ID) {
		t.Helper()
		s := cast.New(t)
		s.At("Mon 9 Nov 09:00")
		id := s.Asks(s.Hanna, "No internet")
		s.Replies(s.Maja, id, "We ring you.")
		return s, id, s.AgreesCall(s.Maja, id, "Mon 9 Nov 14:00")
	}
	t.Run("reached, and logged after the window", func(t *testing.T) {
		t.Parallel()
		s, id, call := stage(t)
		s.Until("Mon 9 Nov 14:10")
		s.Writes(id, "I am there.")
		s.Until("Mon 9 Nov 14:20")
		s.Dials(s.Maja, id)
		s.Until("Mon 9 Nov 14:45")
		s.LogsCall(s.Maja, id, promise.Reached, nil, call)
		s.Ledger(id, promise.Callback, "kept Mon 9 Nov 14:30")
		s.Ledger(id, promise.NextReply, "kept Tue 10 Nov 10:10")
		require.Nil(t, s.Ticket(id).UnansweredSince, "the call answered it")
		require.Nil(t, s.Ticket(id).CallingSince)
		s.Warned(id, "callback Mon 9 Nov 13:30")
		sound(t, s)
	})
	t.Run("what is written during the call waits for an answer", func(t *testing.T) {
		t.Parallel()
		s, id, call := stage(t)
		s.Until("Mon 9 Nov 14:20")
		s.Dials(s.Maja, id)
		s.Until("Mon 9 Nov 14:25")
		s.Writes(id, "And the telephone?")
		s.Until("Mon 9 Nov 14:45")
		s.LogsCall(s.Maja, id, promise.Reached, nil, call)
		require.NotNil(t, s.Ticket(id).UnansweredSince)
		s.Ledger(id, promise.NextReply, "kept Tue 10 Nov 10:25", "pending Tue 10 Nov 10:25")
		sound(t, s)
	})
	t.Run("not reached: the next one", func(t *testing.T) {
		t.Parallel()
		s, id, call := stage(t)
		s.Until("Mon 9 Nov 14:20")
		s.Dials(s.Maja, id)
		again := s.Window(promise.Callback, "Mon 9 Nov 15:20", 30*time.Minute)
		s.LogsCall(s.Maja, id, promise.NotReached, &again, call)
		s.Ledger(id, promise.Callback, "kept Mon 9 Nov 14:30", "pending Mon 9 Nov 15:50")
		sound(t, s)
	})
	t.Run("not called", func(t *testing.T) {
		t.Parallel()
		s, id, _ := stage(t)
		s.Until("Mon 9 Nov 14:30")
		s.Ledger(id, promise.Callback, "pending Mon 9 Nov 14:30")
		s.Until("Mon 9 Nov 14:31")
		s.Ledger(id, promise.Callback, "broken Mon 9 Nov 14:30, owed", "pending Mon 9 Nov 16:30")
		s.HandedUp(id, 1, false)
		s.Apologies(id, "waiting Mon 9 Nov 14:45")
		sound(t, s)
	})
}

func TestHistory_21_Confirmed_before_the_visit(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Tue 10 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	visit := s.AgreesVisit(s.Maja, id, "Thu 12 Nov 10:00", 2*time.Hour)
	s.Replies(s.Maja, id, "It works from here; Oskar still comes by.", cast.Solving())
	s.Status(id, promise.Solved)

	s.Until("Wed 11 Nov 12:00")
	s.Confirms(id)
	s.Status(id, promise.Solved)
	s.Pending(id, "visit Thu 12 Nov 12:00")

	s.Until("Thu 12 Nov 11:30")
	s.Attends(s.Oskar, id, visit, promise.Arrived, "Thu 12 Nov 11:15")
	s.Ledger(id, promise.Visit, "kept Thu 12 Nov 12:00")
	s.Closed(id, promise.Confirmed)
	sound(t, s)
}

func TestHistory_30_A_caller(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	tomorrow := s.Window(promise.Callback, "Tue 10 Nov 10:00", 30*time.Minute)
	id := s.TakesCall(s.Maja, "No internet", &tomorrow)
	s.Status(id, promise.Open)
	s.Pending(id, "callback Tue 10 Nov 10:30", "resolution Mon 16 Nov 10:00")
	require.Empty(t, s.Whole(id).Events[0].PromiseID)
	require.Equal(t, promise.Callback, s.Whole(id).Next().Kind)
	require.Equal(t, s.Maja.ID, *s.Ticket(id).AssigneeID)
	require.Equal(t, ticket.Phone, s.Ticket(id).Channel)
	require.Len(t, s.Events(id, event.CallLogged), 1)
	s.MailKinds(id, outbox.Promised)
	sound(t, s)

	t.Log("what was agreed is what they are mailed, though the rules promise something sooner")
	friday := s.Window(promise.Callback, "Fri 27 Nov 10:00", 30*time.Minute)
	later := s.TakesCall(s.Maja, "A new socket", &friday)
	s.MailKinds(later, outbox.Promised)
	var told promise.Kind
	const q = `select p.kind from outbox o join promises p on p.id = o.promise_id where o.ticket_id = $1`
	require.NoError(t, s.DB.QueryRow(t.Context(), q, later).Scan(&told))
	require.Equal(t, promise.Callback, told)

	t.Log("with nothing promised, the rules promise news")
	other := s.TakesCall(s.Maja, "Slow internet", nil)
	s.Pending(other, "update Tue 10 Nov 10:00", "resolution Mon 16 Nov 10:00")
	sound(t, s)
}

func TestAppoint_refuses_a_second_visit_at_the_same_time(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, visit := onHoldUntilThursday(s)
	other := s.Asks(s.Goran, "No telephone")
	clash := s.Window(promise.Visit, "Thu 12 Nov 11:30", time.Hour)
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Appoint(ctx, tx, s.Maja.Acting(), s.Limits, other, clash)
		return err
	})
	require.Len(t, fault.Of(err), 1)
	require.Equal(t, "kinds.fault.booked", fault.Of(err)[0].Key)
	require.Equal(t, "owner", fault.Of(err)[0].Field)
	require.Equal(t, "Oskar Strand", fault.Of(err)[0].Name)

	t.Log("one visit may follow another at once, and a moved one gives its window up")
	s.AgreesVisit(s.Maja, other, "Thu 12 Nov 12:00", time.Hour)
	s.MovesWindow(s.Maja, id, visit, "Thu 12 Nov 10:30", 90*time.Minute)
	sound(t, s)
}

func TestAttend_takes_again_that_nobody_came(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, visit := onHoldUntilThursday(s)
	s.Until("Thu 12 Nov 14:00")
	events := len(s.Whole(id).Events)
	s.Attends(s.Maja, id, visit, promise.Missed, "Thu 12 Nov 14:00")
	require.Len(t, s.Whole(id).Events, events, "time knew it already")
	sound(t, s)
}

func TestAttend_is_the_technicians_own(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, visit := onHoldUntilThursday(s)
	s.Until("Thu 12 Nov 10:30")
	stranger := s.Hires("technician", "Emil Dahl")
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Attend(ctx, tx, stranger.Acting(), id, visit, ticket.Arrival{Outcome: promise.Arrived})
	})
	require.True(t, fault.Is(err, fault.KindNotFound))
	err = s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Attend(ctx, tx, s.Oskar.Acting(), id, visit, ticket.Arrival{Outcome: promise.Arrived, At: s.Time("Thu 12 Nov 10:31")})
	})
	require.True(t, fault.Is(err, fault.KindInvalid), "nobody has arrived who is to come")
	for range 2 {
		s.Attends(s.Oskar, id, visit, promise.Arrived, "Thu 12 Nov 10:30")
	}
	s.Ledger(id, promise.Visit, "kept Thu 12 Nov 12:00")
	require.Len(t, s.Events(id, event.PromiseKept), 2, "the answer, and the visit once")
}

func TestSayLate_writes_to_the_customer_and_moves_nothing(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, visit := onHoldUntilThursday(s)
	s.Until("Thu 12 Nov 09:50")
	for range 2 {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.SayLate(ctx, tx, s.Oskar.Acting(), id, visit, 20)
			return err
		})
	}
	s.Pending(id, "visit Thu 12 Nov 12:00", "resolution Fri 13 Nov 17:00")
	s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.Promised, outbox.Reminder, outbox.Delayed)
	require.True(t, s.Time("Thu 12 Nov 10:20").Equal(*s.Events(id, event.VisitDelayed)[0].BecameAt))
	sound(t, s)
}
