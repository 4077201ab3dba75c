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

// visited is a ticket with a visit of Oskar's at its ordinary window.
func visited(s *cast.Stage, opens string) (id ticket.ID, p promise.ID) {
	s.T.Helper()
	id = s.Asks(s.Hanna, "No internet")
	s.Takes(s.Maja, id)
	return id, s.AgreesVisit(s.Maja, id, opens, 2*time.Hour)
}

func TestUnmerge_leaves_a_visit_to_come_at_its_window(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id, _ := visited(s, "Mon 9 Nov 10:00")
	was := s.Latest(id, promise.Visit)
	other := s.Asks(s.Hanna, "And no telephone")
	require.NoError(t, merges(s, s.Maja, id, other, false))
	s.At("Mon 9 Nov 11:00")
	require.NoError(t, unmerges(s, s.Maja, id))
	again := s.Latest(id, promise.Visit)
	require.Equal(t, promise.Pending, again.State)
	require.True(t, again.Opens.Equal(was.Opens) && again.Due.Equal(was.Due), "%v to %v", again.Opens, again.Due)
	require.True(t, again.WasTold())
	require.Equal(t, promise.Owner{Person: int64(s.Oskar.ID)}, again.Owner)
	sound(t, s)
}

// A window that has passed is made again later (rule 15), and then its owner may be at the next visit.
func TestUnmerge_gives_a_visit_to_the_team_when_its_owner_is_elsewhere_by_now(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id, _ := visited(s, "Mon 9 Nov 10:00")
	third, _ := visited(s, "Mon 9 Nov 12:05")
	other := s.Asks(s.Hanna, "And no telephone")
	require.NoError(t, merges(s, s.Maja, id, other, false))
	s.At("Mon 9 Nov 12:10") // an arrival can still be entered
	require.NoError(t, unmerges(s, s.Maja, id))
	again := s.Latest(id, promise.Visit)
	require.True(t, again.Due.After(s.Time("Mon 9 Nov 12:10")))
	require.Equal(t, promise.Owner{Team: int64(s.Ticket(id).TeamID)}, again.Owner)
	require.Equal(t, promise.Owner{Person: int64(s.Oskar.ID)}, s.Latest(third, promise.Visit).Owner)
	isHandedUp(t, s, id, again.ID)
	sound(t, s)
}

func TestNotSpam_gives_a_visit_to_the_team_when_its_owner_is_elsewhere_by_now(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id, _ := visited(s, "Tue 10 Nov 10:00")
	free, _ := visited(s, "Wed 11 Nov 10:00")
	for _, one := range []ticket.ID{id, free} {
		require.NoError(t, calls(s, s.Maja, one, ticket.Spam{}))
	}
	visited(s, "Tue 10 Nov 11:00")
	for _, one := range []ticket.ID{id, free} {
		require.NoError(t, unspams(s, s.Maja, one))
	}
	again := s.Latest(id, promise.Visit)
	require.True(t, again.Opens.Equal(s.Time("Tue 10 Nov 10:00")))
	require.Equal(t, promise.Owner{Team: int64(s.Ticket(id).TeamID)}, again.Owner)
	isHandedUp(t, s, id, again.ID)
	require.Equal(t, promise.Owner{Person: int64(s.Oskar.ID)}, s.Latest(free, promise.Visit).Owner)
	sound(t, s)
}

// A visit that the team has for somebody who is away stays the team's where it goes, also when they are back.
func TestMerge_leaves_a_visit_with_the_team_that_has_it_for_somebody(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id, _ := visited(s, "Tue 10 Nov 10:00")
	away := s.GoesAway(s.Oskar, "Tue 10 Nov 00:00", "Wed 11 Nov 00:00", people.Person{})
	s.IsBack(s.Oskar, away)
	visited(s, "Tue 10 Nov 10:30") // his day has filled up
	other := s.Asks(s.Hanna, "And no telephone")
	require.NoError(t, merges(s, s.Maja, id, other, false))
	copied := s.Latest(other, promise.Visit)
	require.Zero(t, copied.Owner.Person)
	require.EqualValues(t, s.Oskar.ID, copied.StandsFor)
	isHandedUp(t, s, other, copied.ID)
	require.NoError(t, unmerges(s, s.Maja, id))
	again := s.Latest(id, promise.Visit)
	require.Zero(t, again.Owner.Person)
	require.EqualValues(t, s.Oskar.ID, again.StandsFor)
	isHandedUp(t, s, id, again.ID)
	sound(t, s)
}

func TestAssign_refuses_to_send_somebody_to_two_visits_at_once(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id, p := visited(s, "Tue 10 Nov 10:00")
	busy := s.Window(promise.Visit, "Tue 10 Nov 11:00", time.Hour)
	busy.Owner = promise.Owner{Person: int64(s.Karin.ID)}
	s.Agrees(s.Maja, s.Asks(s.Hanna, "And no telephone"), busy)
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Assign(ctx, tx, s.Maja.Acting(), id, ticket.Handing{Was: &s.Maja.ID, To: &s.Karin.ID, Along: []promise.ID{p}})
	})
	require.Len(t, fault.Of(err), 1)
	require.Equal(t, "kinds.fault.booked", fault.Of(err)[0].Key)
	require.Equal(t, s.Maja.ID, *s.Ticket(id).AssigneeID)
	sound(t, s)
}

// isHandedUp asks whether supervisors were told of a promise that nobody in person has.
func isHandedUp(t *testing.T, s *cast.Stage, id ticket.ID, p promise.ID) {
	t.Helper()
	var up bool
	require.NoError(t, s.DB.QueryRow(t.Context(), `select exists (select from escalations where ticket_id = $1 and promise_id = $2 and closed_at is null)`, id, p).Scan(&up))
	require.True(t, up)
}

// Who leaves while their visit stands on another team's ticket leaves it to that team; back on its own ticket it is that one's.
func TestUnmerge_leaves_no_promise_with_the_other_ticket_s_team(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id, _ := visited(s, "Tue 10 Nov 10:00")
	other := s.Asks(s.Hanna, "And no telephone")
	s.Goes(other, s.Second)
	require.NoError(t, merges(s, s.Maja, id, other, false))
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.OwnerLeft(ctx, tx, s.Karin.Acting(), s.Oskar.ID)
	})
	require.Equal(t, promise.Owner{Team: int64(s.Second)}, s.Latest(other, promise.Visit).Owner)
	require.NoError(t, unmerges(s, s.Maja, id))
	require.Equal(t, promise.Owner{Team: int64(s.Team)}, s.Latest(id, promise.Visit).Owner)
	isHandedUp(t, s, id, s.Latest(id, promise.Visit).ID)
	sound(t, s)
}

// A visit that nobody in person has is still to be given to somebody when its window is another.
func TestMove_leaves_a_visit_handed_up_until_somebody_has_it(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id, p := visited(s, "Tue 10 Nov 10:00")
	s.Leaves(s.Oskar)
	isHandedUp(t, s, id, p)
	s.MovesWindow(s.Maja, id, p, "Thu 12 Nov 10:00", 2*time.Hour)
	moved := s.Latest(id, promise.Visit)
	require.Zero(t, moved.Owner.Person)
	isHandedUp(t, s, id, moved.ID)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Assign(ctx, tx, s.Ingrid.Acting(), id, ticket.Handing{Was: &s.Maja.ID, To: &s.Maja.ID, Along: []promise.ID{moved.ID}})
	})
	for _, e := range s.Whole(id).HandedUp {
		require.NotNil(t, e.ClosedAt)
	}
	s.MovesWindow(s.Maja, id, moved.ID, "Fri 13 Nov 10:00", 2*time.Hour)
	require.Len(t, s.Whole(id).HandedUp, 2, "somebody has it")
	sound(t, s)
}

// Who has left while the ticket was closed as spam comes no more, whether the visit was theirs or the team had it for them.
func TestNotSpam_hands_up_the_visit_of_somebody_who_has_left(t *testing.T) {
	t.Parallel()
	for _, isAway := range []bool{false, true} {
		s := cast.New(t)
		s.At("Mon 9 Nov 09:00")
		id, _ := visited(s, "Tue 10 Nov 10:00")
		if isAway {
			s.GoesAway(s.Oskar, "Tue 10 Nov 00:00", "Wed 11 Nov 00:00", people.Person{})
		}
		require.NoError(t, calls(s, s.Maja, id, ticket.Spam{}))
		s.Leaves(s.Oskar)
		require.NoError(t, unspams(s, s.Maja, id))
		again := s.Latest(id, promise.Visit)
		require.Equal(t, promise.Owner{Team: int64(s.Team)}, again.Owner)
		require.Zero(t, again.StandsFor)
		isHandedUp(t, s, id, again.ID)
		require.NotEmpty(t, s.Events(id, event.PromiseGivenToAnother))
		sound(t, s)
	}
}

// The answer that kept somebody's word never arrived, and they have left since.
func TestUndelivered_hands_up_what_somebody_had_agreed_who_has_left(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Takes(s.Jonas, id)
	p := s.Promises(s.Jonas, id, "the router is posted", "Tue 10 Nov 16:00")
	s.At("Mon 9 Nov 10:00")
	s.Replies(s.Jonas, id, "It is posted.", cast.Keeping(p))
	s.Leaves(s.Jonas)
	comesBack(s, id)
	again := s.Latest(id, promise.Commitment)
	require.Equal(t, promise.Pending, again.State)
	require.Equal(t, promise.Owner{Team: int64(s.Team)}, again.Owner)
	isHandedUp(t, s, id, again.ID)
	sound(t, s)
}
