package people_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestReach_says_at_each_field_what_is_wrong(t *testing.T) {
	t.Parallel()
	weekday := []time.Weekday{time.Monday}
	for name, c := range map[string]struct {
		reach people.Reach
		want  string
	}{
		"no such wish":      {people.Reach{Mail: "sometimes"}, "mail"},
		"before midnight":   {people.Reach{Mail: people.InHours, Own: &people.Hours{From: -1, To: 60, Days: weekday}}, "from"},
		"past midnight":     {people.Reach{Mail: people.InHours, Own: &people.Hours{From: 0, To: 1441, Days: weekday}}, "to"},
		"ends as it begins": {people.Reach{Mail: people.InHours, Own: &people.Hours{From: 60, To: 60, Days: weekday}}, "to"},
		"no day":            {people.Reach{Mail: people.InHours, Own: &people.Hours{From: 0, To: 1440}}, "days"},
		"an eighth day":     {people.Reach{Mail: people.InHours, Own: &people.Hours{From: 0, To: 1440, Days: []time.Weekday{7}}}, "days"},
	} {
		wrong := fault.Of(c.reach.Check())
		require.Len(t, wrong, 1, name)
		require.Equal(t, c.want, wrong[0].Field, name)
	}
	require.NoError(t, people.Reach{Mail: people.Never, Own: &people.Hours{From: 0, To: 1440, Days: weekday}}.Check())
}

func TestSetReach_is_kept_and_is_the_staffs_own(t *testing.T) {
	t.Parallel()
	ctx, tx := t.Context(), pgtest.Tx(t)
	id, err := people.Add(ctx, tx, people.Newcomer{Role: people.Agent, Name: "Maja", Address: "maja@nordby.example", Locale: "en"})
	require.NoError(t, err)
	was, err := people.ReachOf(ctx, tx, id)
	require.NoError(t, err)
	require.Equal(t, people.Reach{Mail: people.InHours}, was)

	wish := people.Reach{Mail: people.AtOnce, Own: &people.Hours{From: 480, To: 960, Days: []time.Weekday{time.Friday, time.Monday, time.Friday}}}
	by := people.Actor{ID: id, Role: people.Agent}
	require.NoError(t, people.SetReach(ctx, tx, by, wish))
	got, err := people.ReachOf(ctx, tx, id)
	require.NoError(t, err)
	require.Equal(t, people.Reach{Mail: people.AtOnce, Own: &people.Hours{From: 480, To: 960, Days: []time.Weekday{time.Monday, time.Friday}}}, got)

	require.NoError(t, people.SetReach(ctx, tx, by, people.Reach{Mail: people.Never}))
	got, err = people.ReachOf(ctx, tx, id)
	require.NoError(t, err)
	require.Nil(t, got.Own)
	require.Equal(t, fault.NotFound(), people.SetReach(ctx, tx, people.Actor{ID: id, Role: people.Customer}, wish))
	_, err = people.ReachOf(ctx, tx, id+1)
	require.Equal(t, fault.NotFound(), err)
}
