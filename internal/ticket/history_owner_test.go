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

// History 22 with Jonas, since a technician owns no ticket, and a commitment in the call's place.
func TestHistory_22_The_owner_leaves(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, call := ownedByJonas(s)
	s.Until("Mon 9 Nov 10:00")
	s.Leaves(s.Jonas)

	require.Nil(t, s.Ticket(id).AssigneeID, "the assignee is cleared")
	team := promise.Owner{Team: int64(s.Team)}
	for _, p := range s.Whole(id).Book().Pending() {
		require.Equal(t, team, p.Owner, "the %s is the team's", p.Kind)
	}
	require.Len(t, s.Events(id, event.PromiseGivenToAnother), 4, "two to Jonas, when he answered, and two to the team")
	s.HandedUp(id, 1, false)
	require.EqualValues(t, call, s.Whole(id).HandedUp[0].PromiseID, "one, for the callback")
	s.HandedUpEvents(id, "1 Mon 9 Nov 10:00")
	s.Notices(id, s.Ingrid, "handed_up 1 commitment Mon 9 Nov 10:00")
	s.Notices(id, s.Maja)
	sound(t, s)

	t.Log("they cannot leave twice, and are told nothing any more")
	s.Leaves(s.Jonas)
	s.HandedUpEvents(id, "1 Mon 9 Nov 10:00")

	t.Log("nobody takes it: it breaks, and rises")
	s.Until("Tue 10 Nov 10:31")
	s.HandedUp(id, 2, false)
	s.Notices(id, s.Jonas)
	s.Notices(id, s.Ingrid, "handed_up 2 commitment Tue 10 Nov 10:30", "warned commitment Tue 10 Nov 10:00")
	sound(t, s)
}

func TestOwnerLeft_what_was_agreed_is_not_handed_up_any_more_once_somebody_has_it(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, call := ownedByJonas(s)
	s.Until("Mon 9 Nov 10:00")
	s.Leaves(s.Jonas)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Assign(ctx, tx, s.Ingrid.Acting(), id, ticket.Handing{To: &s.Maja.ID, Along: []promise.ID{call}})
	})
	s.HandedUp(id, 1, true)
	sound(t, s)

	t.Log("broken after all, it begins at the first level, and who had been told is told again")
	s.Notices(id, s.Ingrid, "handed_up 1 commitment Mon 9 Nov 10:00")
	s.Until("Tue 10 Nov 10:31")
	s.HandedUp(id, 1, false)
	s.Notices(id, s.Ingrid, "handed_up 1 commitment Tue 10 Nov 10:30")
	sound(t, s)
}

func TestOwnerLeft_what_they_have_sent_is_sent(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Sends(s.Jonas, id, "Please restart the router.", cast.Undoable(10*time.Second))
	s.Leaves(s.Jonas)
	s.Ledger(id, promise.FirstReply, "kept Mon 9 Nov 13:00")
	require.Nil(t, s.Ticket(id).AssigneeID)
	sound(t, s)
}

func TestOwnerLeft_is_an_admins_to_do_and_one_admin_stays(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	leave := func(by people.Actor, who people.ID) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.OwnerLeft(ctx, tx, by, who) })
	}
	require.True(t, fault.Is(leave(s.Ingrid.Acting(), s.Jonas.ID), fault.KindNotFound))
	require.True(t, fault.Is(leave(s.Karin.Acting(), s.Hanna.ID), fault.KindNotFound), "customers do not work here")
	require.Equal(t, "fault.last_admin", fault.Of(leave(s.Karin.Acting(), s.Karin.ID))[0].Key)
	require.NoError(t, leave(s.Karin.Acting(), s.Jonas.ID))
	staff, err := people.Staff(t.Context(), s.DB)
	require.NoError(t, err)
	require.Len(t, staff, 4)
}

// ownedByJonas is a ticket of his with a call promised for tomorrow.
func ownedByJonas(s *cast.Stage) (ticket.ID, promise.ID) {
	s.T.Helper()
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Jonas, id, "I ring you.", s.Promising("Jonas rings you", "Tue 10 Nov 10:30"))
	return id, s.Latest(id, promise.Commitment).ID
}
