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
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// stops is somebody's day.
func stops(t *testing.T, s *cast.Stage, by people.Person, day string) []ticket.Stop {
	t.Helper()
	from := s.Time(day + " 00:00")
	all, err := ticket.Stops(t.Context(), s.DB, by.Acting(), from, from.AddDate(0, 0, 1))
	require.NoError(t, err)
	return all
}

func TestStops_are_ones_own_in_their_order(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, visit := onHoldUntilThursday(s)
	other := s.Asks(s.Piotr, "No light")
	call := s.Window(promise.Callback, "Thu 12 Nov 09:00", 30*time.Minute)
	call.Owner = promise.Owner{Person: int64(s.Oskar.ID)}
	rings := s.Agrees(s.Maja, other, call)
	all := stops(t, s, s.Oskar, "Thu 12 Nov")
	require.Len(t, all, 2)
	require.Equal(t, []promise.ID{rings, visit}, []promise.ID{all[0].ID, all[1].ID})
	require.Equal(t, "Havnegade 22, Nordby", all[1].Place)
	require.Equal(t, "A router", all[1].Bring)
	require.Equal(t, s.Hanna.Name, all[1].Customer)
	require.Empty(t, stops(t, s, s.Oskar, "Fri 13 Nov"))
	require.Empty(t, stops(t, s, s.Maja, "Thu 12 Nov"), "nobody sees another's day")
	_, err := ticket.Stops(t.Context(), s.DB, s.Hanna.Acting(), s.Now(), s.Now())
	require.True(t, fault.Is(err, fault.KindNotFound))

	t.Log("what was taken back, or goes to somebody else, is not there any more")
	emil := s.Hires(people.Technician, "Emil Dahl")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Move(ctx, tx, s.Maja.Acting(), s.Limits, id, visit, ticket.Moving{
			Opens: s.Time("Thu 12 Nov 10:00"), Due: s.Time("Thu 12 Nov 12:00"), Reason: "Emil is nearer.", Owner: promise.Owner{Person: int64(emil.ID)},
		})
	})
	require.Len(t, stops(t, s, s.Oskar, "Thu 12 Nov"), 1)
	require.Len(t, stops(t, s, emil, "Thu 12 Nov"), 1)
	number := ticketNumber(t, s, id)
	_, _, err = ticket.Visited(t.Context(), s.DB, s.Oskar.Acting(), number)
	require.True(t, fault.Is(err, fault.KindNotFound), "and with the visit the ticket has gone")
	w, own, err := ticket.Visited(t.Context(), s.DB, emil.Acting(), number)
	require.NoError(t, err)
	require.Len(t, own, 1)
	require.NotEmpty(t, w.Messages)
}

func ticketNumber(t *testing.T, s *cast.Stage, id ticket.ID) (number int64) {
	t.Helper()
	require.NoError(t, s.DB.QueryRow(t.Context(), `select number from tickets where id = $1`, id).Scan(&number))
	return number
}

func TestFinishVisit_leaves_a_note_and_asks_that_somebody_came(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, visit := onHoldUntilThursday(s)
	s.Until("Thu 12 Nov 10:30")
	key := cast.Key()
	finishes := func(key, words string) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.FinishVisit(ctx, tx, s.Oskar.Acting(), s.Limits, id, visit, ticket.Finish{Key: key, Words: words})
		})
	}
	finish := func() error { return finishes(key, "New router.") }
	require.True(t, fault.Is(finish(), fault.KindConflict))
	s.Attends(s.Oskar, id, visit, promise.Arrived, "Thu 12 Nov 10:30")
	s.Until("Thu 12 Nov 11:20")
	require.NoError(t, finish())
	require.NoError(t, finish(), "pressed twice")
	require.NoError(t, finishes(cast.Key(), ""), "pressed on a page that stood open")
	require.Len(t, s.Events(id, event.VisitDone), 1)
	require.Len(t, s.Events(id, event.NoteWritten), 1)
	require.True(t, fault.Is(finishes(key, "New router, new cable."), fault.KindConflict), "with other words")
	require.NoError(t, finishes(cast.Key(), "New router, new cable."))
	require.Len(t, s.Events(id, event.VisitDone), 1)
	require.Len(t, s.Events(id, event.NoteWritten), 2, "no word is lost")
	require.True(t, s.Now().Equal(*stops(t, s, s.Oskar, "Thu 12 Nov")[0].DoneAt))
	sound(t, s)
}

func TestAttend_finds_nobody_at_home_only_when_somebody_was_to_be_there(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, visit := onHoldUntilThursday(s)
	s.Until("Thu 12 Nov 09:40")
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Attend(ctx, tx, s.Oskar.Acting(), id, visit, ticket.Arrival{Outcome: promise.NotAtHome})
	})
	require.True(t, fault.Is(err, fault.KindInvalid))
	s.Pending(id, "visit Thu 12 Nov 12:00", "resolution Fri 13 Nov 17:00")
	s.Until("Thu 12 Nov 10:10")
	s.Attends(s.Oskar, id, visit, promise.NotAtHome, "Thu 12 Nov 10:10")
	s.Ledger(id, promise.Visit, "kept Thu 12 Nov 12:00")
	s.Notices(id, s.Maja, "nobody_home visit Thu 12 Nov 10:10")
}

func TestAttend_tells_the_team_that_nobody_was_at_home_where_the_ticket_has_no_owner(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, visit := onHoldUntilThursday(s)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Assign(ctx, tx, s.Maja.Acting(), id, ticket.Handing{Was: s.Ticket(id).AssigneeID})
	})
	s.At("Thu 12 Nov 10:10")
	s.Attends(s.Oskar, id, visit, promise.NotAtHome, "Thu 12 Nov 10:10")
	s.Notices(id, s.Jonas, "nobody_home visit Thu 12 Nov 10:10")
}

func TestLogOwnCall_keeps_ones_own_call_and_no_other(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	call := s.Window(promise.Callback, "Tue 10 Nov 14:00", 30*time.Minute)
	call.Owner = promise.Owner{Person: int64(s.Oskar.ID)}
	own, majas := s.Agrees(s.Maja, id, call), s.AgreesCall(s.Maja, id, "Tue 10 Nov 15:00")
	s.Until("Tue 10 Nov 14:10")
	log := func(p promise.ID) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.LogOwnCall(ctx, tx, s.Oskar.Acting(), s.Limits, id, p, ticket.Rung{Key: cast.Key(), Outcome: promise.Reached, Words: "We come at ten."})
		})
	}
	require.True(t, fault.Is(log(majas), fault.KindNotFound))
	require.NoError(t, log(own))
	s.Ledger(id, promise.Callback, "kept Tue 10 Nov 14:30", "pending Tue 10 Nov 15:30")
	require.True(t, fault.Is(log(own), fault.KindConflict), "it is over")
	sound(t, s)
}

func TestReminder_is_one_mail_the_day_before(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, visit := onHoldUntilThursday(s)
	s.Until("Wed 11 Nov 09:59")
	s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.Promised)
	s.Until("Wed 11 Nov 10:00")
	s.Until("Wed 11 Nov 12:00")
	s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.Promised, outbox.Reminder)
	require.Len(t, s.Events(id, event.PromiseReminded), 1)
	s.MovesWindow(s.Maja, id, visit, "Mon 16 Nov 10:00", 2*time.Hour)
	s.Until("Mon 16 Nov 08:00")
	require.Len(t, s.Events(id, event.PromiseReminded), 2, "and one of the new time")
	sound(t, s)
}
