package desk

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

func TestList_says_the_same_in_its_address(t *testing.T) {
	t.Parallel()
	for _, l := range []List{
		{View: LateOnly},
		{View: AtRisk},
		{View: Unsaid},
		{Owner: 7},
		{View: Near, Owner: 7},
		{View: KeptToday, Owner: 7},
		{View: HandedUp, Level: 2},
		{},
		{View: Mine},
		{View: Unassigned, Team: 3},
		{View: Solved},
		{Status: promise.Closed, Team: 2},
		{View: Mine, Status: promise.New},
		{Status: promise.Awaiting},
		{Status: promise.OnHold, Team: 2},
	} {
		q, err := url.ParseQuery(l.Query())
		require.NoError(t, err)
		require.Equal(t, l, ListOf(q))
	}
}

func TestListOf_leaves_out_what_it_does_not_know(t *testing.T) {
	t.Parallel()
	for _, q := range []string{"view=handed", "view=handed&level=0", "view=handed&level=4", "view=handed&level=%00", "view=near", "view=kept", "owner=-1", "owner=x", "level=2", "view=theirs", "team=-1", "team=x", "team=99999999999999999999", "status=waiting", "status=%00"} {
		values, err := url.ParseQuery(q)
		require.NoError(t, err)
		require.Equal(t, List{}, ListOf(values), q)
	}
}

func TestList_has_one_entry_in_the_sidebar_or_none(t *testing.T) {
	t.Parallel()
	require.Equal(t, "open", List{}.Current())
	require.Equal(t, "mine", List{View: Mine}.Current())
	require.Equal(t, "team", List{Team: 3}.Current())
	require.Equal(t, "solved", List{View: Solved}.Current())
	require.Empty(t, List{View: Mine, Team: 3}.Current())
	require.Equal(t, "waiting", List{Status: promise.Awaiting}.Current())
	require.Empty(t, List{Status: promise.Awaiting, Team: 3}.Current())
	require.Empty(t, List{Status: promise.Closed}.Current())
	require.Empty(t, List{View: LateOnly}.Current())
	require.Empty(t, List{Owner: 7}.Current())
}

func TestStateOf_is_soon_by_share_or_by_time_and_late_by_what_is_owed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 17, 13, 18, 0, 0, time.UTC)
	due := func(in time.Duration, k promise.Kind) *promise.Promise {
		return &promise.Promise{Kind: k, Due: now.Add(in)}
	}
	require.Equal(t, ui.Upcoming, stateOf(false, due(31*time.Minute, promise.Update), 74, now))
	require.Equal(t, ui.Soon, stateOf(false, due(30*time.Minute, promise.Update), 0, now))
	require.Equal(t, ui.Soon, stateOf(false, due(5*time.Hour, promise.Update), 75, now))
	require.Equal(t, ui.Late, stateOf(true, due(5*time.Hour, promise.Update), 0, now))
	require.Equal(t, ui.Late, stateOf(false, due(-time.Second, promise.Update), 100, now), "nobody has noticed yet")
	require.Equal(t, ui.Paused, stateOf(false, due(time.Minute, promise.Confirmation), 99, now), "it waits for the customer")
	require.Equal(t, ui.Paused, stateOf(false, due(time.Minute, promise.FollowUp), 99, now), "the worker keeps it")
	look := due(5*time.Hour, promise.CheckBack)
	require.Equal(t, ui.Paused, stateOf(false, look, 90, now), "nobody looks again before it is up")
	look.Warned = now
	require.Equal(t, ui.Soon, stateOf(false, look, 90, now))
}

func TestDay_tallies_what_is_kept_late_broken_and_to_come(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 17, 13, 0, 0, 0, time.UTC)
	d := Day{From: now.Add(-5 * time.Hour), To: now.Add(5 * time.Hour), Points: []ticket.Point{
		{At: now.Add(-time.Hour), State: promise.Kept},
		{At: now.Add(-time.Hour), State: promise.Broken},
		{At: now.Add(-time.Hour), State: promise.Broken, Owed: true},
		{At: now.Add(-time.Second), State: promise.Pending},
		{At: now.Add(time.Minute), State: promise.Pending},
		{At: now.Add(2 * time.Hour), State: promise.Pending},
	}}
	kept, late, broken, toCome := d.tally(now)
	require.Equal(t, []int{1, 2, 1, 2}, []int{kept, late, broken, toCome})
	require.InDelta(t, 50, d.place(now), 0)
	require.InDelta(t, 70, d.place(now.Add(2*time.Hour)), 0)
}

func TestQueue_dates_its_late_group_by_the_oldest(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 14, 28, 0, 0, time.UTC)
	since := func(at time.Time) Queue {
		return Queue{Now: now, Late: []Row{{Row: ticket.Row{OwedSince: &at}}}}
	}
	require.Equal(t, "Today", since(now.Add(-time.Hour)).lateSince(t.Context()))
	require.Equal(t, "From Mon 23", since(now.Add(-24*time.Hour)).lateSince(t.Context()))
}
