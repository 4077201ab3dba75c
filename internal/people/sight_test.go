package people_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

func TestSees_is_for_members_and_admins_of_a_private_team_and_for_all_the_staff_else(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	team := s.Private("Bills", s.Jonas, s.Oskar)
	sees := func(p people.Person, team people.TeamID) bool {
		is, err := people.Sees(t.Context(), s.DB, p.ID, team)
		require.NoError(t, err)
		return is
	}
	for _, p := range []people.Person{s.Maja, s.Jonas, s.Oskar, s.Ingrid, s.Karin} {
		require.True(t, sees(p, s.Second), p.Name)
	}
	for _, p := range []people.Person{s.Jonas, s.Oskar, s.Karin} {
		require.True(t, sees(p, team), p.Name)
	}
	for _, p := range []people.Person{s.Maja, s.Ingrid, s.Hanna} {
		require.False(t, sees(p, team), p.Name)
	}
	require.False(t, sees(s.Hanna, s.Second), "a customer is not of the staff")
	require.False(t, sees(people.Person{}, s.Second))
	s.Leaves(s.Jonas)
	require.False(t, sees(s.Jonas, team), "who has left sees nothing")
	require.False(t, sees(s.Jonas, s.Second))
}

func TestRoster_of_a_team_leaves_out_who_does_not_see_its_tickets(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	team := s.Private("Bills", s.Jonas)
	var all people.Roster
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		all, err = people.ReadRoster(ctx, tx)
		return err
	})
	require.True(t, all.Hides(team, s.Maja.ID))
	require.True(t, all.Hides(team, s.Ingrid.ID))
	require.False(t, all.Hides(team, s.Jonas.ID))
	require.False(t, all.Hides(team, s.Karin.ID))
	require.False(t, all.Hides(s.Team, s.Maja.ID))
	require.Equal(t, all, all.Of(s.Team))
	of := all.Of(team)
	require.Len(t, of, 2)
	noon := s.Time("Mon 9 Nov 12:00")
	require.Equal(t, []people.ID{s.Jonas.ID}, of.Team(team))
	for _, who := range []string{people.TeamSupervisors, people.AllSupervisors, people.Admins} {
		require.Equal(t, []people.ID{s.Karin.ID}, of.Ladder(who, team, noon, nil), "no supervisor may be told: the admins")
	}
	require.Equal(t, []people.ID{s.Karin.ID}, of.Skilled(0, noon, nil))
}
