package ticket_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

var nobody people.Person

func inPerson(p people.Person) promise.Owner { return promise.Owner{Person: int64(p.ID)} }

func TestAbsence_gives_what_falls_due_then_to_the_stand_in_at_once_and_no_more(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, call := ownedByJonas(s)
	absence := s.GoesAway(s.Jonas, "Tue 10 Nov 00:00", "Wed 11 Nov 00:00", s.Maja)

	p := s.Whole(id).Book().Get(call)
	require.Equal(t, inPerson(s.Maja), p.Owner, "the call of Tuesday is Maja's, before he has gone")
	require.EqualValues(t, s.Jonas.ID, p.StandsFor)
	require.Equal(t, s.Jonas.ID, *s.Ticket(id).AssigneeID, "the ticket stays his")
	for _, other := range s.Whole(id).Book().Pending() {
		if !other.Due.Before(s.Time("Wed 11 Nov 00:00")) {
			require.Equal(t, inPerson(s.Jonas), other.Owner, "what falls due when he is there again is his")
		}
	}
	given := s.Events(id, event.PromiseGivenToAnother)
	require.Equal(t, event.SinceAway, given[len(given)-1].Became)
	require.Nil(t, given[len(given)-1].ActorID, "a rule does it")
	require.Empty(t, s.Whole(id).HandedUp, "somebody is there for it")

	t.Log("he will be there after all: it is his again")
	s.IsBack(s.Jonas, absence)
	p = s.Whole(id).Book().Get(call)
	require.Equal(t, inPerson(s.Jonas), p.Owner)
	require.Zero(t, p.StandsFor)
	sound(t, s)
}

func TestAbsence_without_a_stand_in_who_is_there_himself_gives_it_to_the_team(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, call := ownedByJonas(s)
	majas := s.GoesAway(s.Maja, "Tue 10 Nov 08:00", "Tue 10 Nov 12:00", nobody)
	s.GoesAway(s.Jonas, "Tue 10 Nov 00:00", "Wed 11 Nov 00:00", s.Maja)
	p := s.Whole(id).Book().Get(call)
	require.Equal(t, promise.Owner{Team: int64(s.Team)}, p.Owner, "Maja is away herself")
	require.EqualValues(t, s.Jonas.ID, p.StandsFor)

	t.Log("she is there after all, and stands in")
	s.IsBack(s.Maja, majas)
	require.Equal(t, inPerson(s.Maja), s.Whole(id).Book().Get(call).Owner)
	sound(t, s)

	t.Log("she works here no more: it is the team's")
	s.Leaves(s.Maja)
	require.Equal(t, promise.Owner{Team: int64(s.Team)}, s.Whole(id).Book().Get(call).Owner)
	sound(t, s)

	t.Log("nor does he: nobody stands in for him any more")
	s.Leaves(s.Jonas)
	require.Zero(t, s.Whole(id).Book().Get(call).StandsFor)
	sound(t, s)
}

func TestAbsence_holds_for_what_is_promised_later_and_for_what_is_moved_into_it(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, call := ownedByJonas(s)
	s.GoesAway(s.Jonas, "Thu 12 Nov 00:00", "Fri 13 Nov 00:00", s.Maja)
	require.Equal(t, inPerson(s.Jonas), s.Whole(id).Book().Get(call).Owner)

	s.Moves(s.Jonas, id, call, "Thu 12 Nov 10:00")
	moved := s.Latest(id, promise.Commitment)
	require.Equal(t, inPerson(s.Maja), moved.Owner)
	s.Moves(s.Maja, id, moved.ID, "Fri 13 Nov 10:00")
	require.Equal(t, inPerson(s.Jonas), s.Latest(id, promise.Commitment).Owner, "he is there again by then")

	made := s.Promises(s.Jonas, id, "a letter is on its way", "Thu 12 Nov 11:00")
	require.Equal(t, inPerson(s.Maja), s.Whole(id).Book().Get(made).Owner)
	require.Equal(t, made, s.Promises(s.Jonas, id, "a letter is on its way", "Thu 12 Nov 11:00"), "pressed twice, promised once")
	sound(t, s)
}

func TestAbsence_hands_up_a_call_that_nobody_has(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Jonas, id, "I ring you.")
	call := s.AgreesCall(s.Jonas, id, "Tue 10 Nov 10:00")
	s.GoesAway(s.Jonas, "Tue 10 Nov 00:00", "Wed 11 Nov 00:00", nobody)
	s.HandedUp(id, 1, false)
	require.EqualValues(t, call, s.Whole(id).HandedUp[0].PromiseID)

	t.Log("somebody has it: it comes down")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Assign(ctx, tx, s.Ingrid.Acting(), id, ticket.Handing{To: &s.Maja.ID, Was: &s.Jonas.ID, Along: []promise.ID{call}})
	})
	s.HandedUp(id, 1, true)
	p := s.Whole(id).Book().Get(call)
	require.Equal(t, inPerson(s.Maja), p.Owner)
	require.Zero(t, p.StandsFor, "it is hers, whether he comes back or not")
	sound(t, s)
}

func TestAbsence_gives_a_visit_to_the_team_which_its_owner_takes_back(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Jonas, id, "I come by.")
	window := s.Window(promise.Visit, "Tue 10 Nov 10:00", 2*time.Hour)
	window.Owner = inPerson(s.Jonas)
	visit := s.Agrees(s.Jonas, id, window)
	absence := s.GoesAway(s.Jonas, "Tue 10 Nov 00:00", "Wed 11 Nov 00:00", s.Maja)
	require.Equal(t, promise.Owner{Team: int64(s.Team)}, s.Whole(id).Book().Get(visit).Owner, "whether Maja can be there is a person's to see")
	s.HandedUp(id, 1, false)

	s.IsBack(s.Jonas, absence)
	require.Equal(t, promise.Owner{Team: int64(s.Team)}, s.Whole(id).Book().Get(visit).Owner)
	takeBack := func(by people.Person) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.TakeBack(ctx, tx, by.Acting(), id, visit) })
	}
	require.True(t, fault.Is(takeBack(s.Maja), fault.KindConflict), "it was never hers")
	require.NoError(t, takeBack(s.Jonas))
	require.Equal(t, inPerson(s.Jonas), s.Whole(id).Book().Get(visit).Owner)
	s.HandedUp(id, 1, true)

	t.Log("he is away after all: somebody must see to it again")
	s.At("Mon 9 Nov 10:00")
	s.GoesAway(s.Jonas, "Tue 10 Nov 00:00", "Wed 11 Nov 00:00", s.Maja)
	s.HandedUp(id, 1, false)
	s.HandedUpEvents(id, "1 Mon 9 Nov 09:00", "1 Mon 9 Nov 10:00")
	sound(t, s)
}

// Somebody promised while the absence was being written down, and neither saw the other.
func TestMindAbsences_is_the_net_under_those_who_write_at_once(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, call := ownedByJonas(s)
	enter := func(from, until string) {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			p := people.Planned{Begins: s.Time(from), Ends: s.Time(until), StandIn: s.Maja.ID}
			_, err := people.EnterAbsence(ctx, tx, s.Jonas.Acting(), s.Jonas.ID, p)
			return err
		})
	}
	enter("Tue 10 Nov 00:00", "Wed 11 Nov 00:00")
	require.Equal(t, inPerson(s.Jonas), s.Whole(id).Book().Get(call).Owner)
	mind := func() (n int) {
		s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
			n, err = ticket.MindAbsences(ctx, tx, people.System, 50)
			return err
		})
		return n
	}
	require.Equal(t, 1, mind())
	require.Equal(t, inPerson(s.Maja), s.Whole(id).Book().Get(call).Owner)
	require.Zero(t, mind(), "twice is harmless")
	sound(t, s)
}

func TestEnterAbsence_is_ones_own_ones_supervisors_and_the_admins_and_says_what_is_wrong(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	enter := func(by people.Person, who people.Person, from, until string, standIn people.ID) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.EnterAbsence(ctx, tx, by.Acting(), who.ID, people.Planned{Begins: s.Time(from), Ends: s.Time(until), StandIn: standIn})
			return err
		})
	}
	refused := func(err error, key, field string) {
		t.Helper()
		require.Error(t, err)
		require.Equal(t, key, fault.Of(err)[0].Key)
		require.Equal(t, field, fault.Of(err)[0].Field)
	}
	require.True(t, fault.Is(enter(s.Maja, s.Jonas, "Tue 10 Nov 09:00", "Tue 10 Nov 10:00", 0), fault.KindNotFound), "a colleague does not")
	require.True(t, fault.Is(enter(s.Hanna, s.Hanna, "Tue 10 Nov 09:00", "Tue 10 Nov 10:00", 0), fault.KindNotFound), "a customer does not")
	refused(enter(s.Jonas, s.Jonas, "Tue 10 Nov 10:00", "Tue 10 Nov 09:00", 0), "absence.fault.order", "until")
	refused(enter(s.Jonas, s.Jonas, "Mon 9 Nov 07:00", "Mon 9 Nov 08:00", 0), "absence.fault.over", "until")
	refused(enter(s.Jonas, s.Jonas, "Tue 10 Nov 09:00", "Tue 10 Nov 10:00", s.Jonas.ID), "absence.fault.oneself", "stand_in")
	refused(enter(s.Jonas, s.Jonas, "Tue 10 Nov 09:00", "Tue 10 Nov 10:00", s.Hanna.ID), "absence.fault.stand_in", "stand_in")
	require.NoError(t, enter(s.Jonas, s.Jonas, "Tue 10 Nov 09:00", "Tue 10 Nov 10:00", s.Maja.ID))
	refused(enter(s.Jonas, s.Jonas, "Tue 10 Nov 09:30", "Tue 10 Nov 11:00", 0), "absence.fault.twice", "from")
	require.NoError(t, enter(s.Ingrid, s.Jonas, "Wed 11 Nov 09:00", "Wed 11 Nov 10:00", 0), "she supervises his team")
	require.NoError(t, enter(s.Karin, s.Jonas, "Thu 12 Nov 09:00", "Thu 12 Nov 10:00", 0))
}

func TestNext_hands_out_what_falls_due_while_its_owner_is_away(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, call := ownedByJonas(s)
	s.GoesAway(s.Jonas, "Tue 10 Nov 00:00", "Wed 11 Nov 00:00", nobody)
	s.Until("Tue 10 Nov 10:00")
	next := func(by people.Person) (number int64) {
		s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
			number, _, err = ticket.Next(ctx, tx, by.Acting())
			return err
		})
		return number
	}
	require.Equal(t, s.Ticket(id).Number, next(s.Maja))
	require.Equal(t, s.Jonas.ID, *s.Ticket(id).AssigneeID, "the ticket stays his")
	p := s.Whole(id).Book().Get(call)
	require.Equal(t, inPerson(s.Maja), p.Owner, "the call is hers now")
	require.Zero(t, p.StandsFor)
	require.Zero(t, next(s.Ingrid), "each gets another one")
	sound(t, s)
}

func TestNotices_go_by_mail_only_when_one_is_there(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, _ := ownedByJonas(s)
	s.GoesAway(s.Jonas, "Tue 10 Nov 00:00", "Wed 11 Nov 00:00", nobody)
	s.Until("Tue 10 Nov 10:05")
	s.Notices(id, s.Jonas)
	s.Notices(id, s.Maja, "warned commitment Tue 10 Nov 10:00")
	sound(t, s)
}

func TestWhileAway_tells_what_others_did_on_what_is_ones_own(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, call := ownedByJonas(s)
	absence := s.GoesAway(s.Jonas, "Mon 9 Nov 09:30", "Wed 11 Nov 00:00", s.Maja)
	s.Until("Tue 10 Nov 10:00")
	s.Writes(id, "Are you there?")
	s.Replies(s.Maja, id, "I rang you.", cast.Keeping(call))
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Assign(ctx, tx, s.Ingrid.Acting(), id, ticket.Handing{To: &s.Maja.ID, Was: &s.Jonas.ID})
	})
	s.Until("Wed 11 Nov 09:00")
	a, err := people.GetAbsence(t.Context(), s.DB, s.Jonas.Acting(), absence)
	require.NoError(t, err)
	all, err := ticket.WhileAway(t.Context(), s.DB, s.Jonas.Acting(), a, a.Ends)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.True(t, all[0].WasTaken)
	require.Equal(t, s.Maja.ID, *all[0].Owner)
	var kinds []event.Kind
	for _, d := range all[0].Done {
		kinds = append(kinds, d.Kind)
	}
	require.Contains(t, kinds, event.CustomerWrote)
	require.Contains(t, kinds, event.StaffReplied)
	require.Contains(t, kinds, event.PromiseKept)
	require.Contains(t, kinds, event.TicketAssigned)

	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.TakeTicketBack(ctx, tx, s.Jonas.Acting(), id, &s.Maja.ID)
	})
	require.Equal(t, s.Jonas.ID, *s.Ticket(id).AssigneeID)
	sound(t, s)
}
