package ticket_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// spoilTicket makes a ticket that nothing can be done with: its calendar lies in no time zone.
func spoilTicket(s *cast.Stage, id ticket.ID) {
	s.T.Helper()
	spoil(s, `insert into calendar_versions (calendar_id, version, zone, created_at)
		select calendar_id, 0, 'Nowhere/Land', created_at from calendar_versions order by id limit 1`)
	spoil(s, `insert into policy_versions (policy_id, version, calendar_version_id, recovery_minutes, quiet_days, confirmation_days, reopen_days, created_at)
		select policy_id, 0, (select max(id) from calendar_versions), recovery_minutes, quiet_days, confirmation_days, reopen_days, created_at
		from policy_versions order by id limit 1`)
	spoil(s, `update tickets set policy_version_id = (select max(id) from policy_versions) where id = $1`, id)
}

// fails notes it as the sweep does that has met it.
func fails(s *cast.Stage, id ticket.ID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Fail(ctx, tx, people.System, id, ticket.Failure{Worker: "one", Why: errors.New("no such zone"), Rest: time.Hour})
	})
}

func TestStuck_ticket_keeps_no_other_from_being_dealt_and_taken_back(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	bad, good := s.Asks(s.Hanna, "It fails"), s.Asks(s.Hanna, "No internet")
	team := dealing(s, people.Dealing{Deals: people.InTurns, ReturnHours: 4})
	spoilTicket(s, bad)
	require.Error(t, s.DB.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Deal(ctx, tx, people.System, team)
		return err
	}), "nobody knows yet that it fails")
	fails(s, bad)
	require.Equal(t, 1, deal(s, team))
	require.NotZero(t, owner(s, good))

	spoil(s, `update tickets set assignee_id = $2 where id = $1`, bad, s.Maja.ID)
	spoil(s, `insert into events (ticket_id, number, at, kind, person_id)
		select $1, max(number) + 1, max(at), 'ticket.dealt', $2 from events where ticket_id = $1`, bad, s.Maja.ID)
	s.At("Mon 9 Nov 14:00")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		n, err := ticket.ReturnUntouched(ctx, tx, people.System, team)
		require.Equal(t, 1, n)
		return err
	})
	require.Zero(t, owner(s, good))
}

func TestStuck_ticket_keeps_nobody_from_losing_what_they_do_not_see_any_more(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	bills := s.Private("Bills", s.Jonas, s.Maja)
	bad, good := s.Asks(s.Hanna, "It fails"), s.Asks(s.Hanna, "The bill")
	for _, id := range []ticket.ID{bad, good} {
		s.Goes(id, bills)
		s.Takes(s.Jonas, id)
	}
	spoil(s, `delete from team_members where team_id = $1 and person_id = $2`, bills, s.Jonas.ID)
	spoilTicket(s, bad)
	fails(s, bad)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		n, err := ticket.HandBack(ctx, tx, people.System, 10)
		require.Equal(t, 1, n)
		return err
	})
	require.Zero(t, owner(s, good))
}

func TestStuck_ticket_keeps_nobody_from_being_away(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	good, call := ownedByJonas(s)
	bad := s.Asks(s.Hanna, "It fails")
	s.Takes(s.Jonas, bad)
	spoilTicket(s, bad)
	fails(s, bad)
	s.GoesAway(s.Jonas, "Tue 10 Nov 00:00", "Wed 11 Nov 00:00", s.Maja)
	require.Equal(t, inPerson(s.Maja), s.Whole(good).Book().Get(call).Owner)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.MindAbsences(ctx, tx, people.System, 50)
		return err
	})
}

func TestMend_forgets_no_ticket_on_which_only_a_reminder_is_due(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, _ := onHoldUntilThursday(s)
	s.At("Wed 11 Nov 10:00")
	mends := func() (n int) {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			if err := ticket.Fail(ctx, tx, people.System, id, ticket.Failure{Worker: "one", Why: errors.New("no"), Rest: time.Hour}); err != nil {
				return err
			}
			var err error
			n, err = ticket.Mend(ctx, tx, people.System)
			return err
		})
		return n
	}
	due, err := ticket.Due(t.Context(), s.DB, nil, 10)
	require.NoError(t, err)
	require.Contains(t, due, id)
	require.Zero(t, mends(), "it is still to be done")
	s.Until("Wed 11 Nov 10:00")
	require.Equal(t, 1, mends())
}
