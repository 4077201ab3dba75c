package desk

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	"github.com/kepthq/kept/web/ui"
)

func TestList_says_the_same_in_its_address(t *testing.T) {
	t.Parallel()
	for _, l := range []List{
		{View: LateOnly},
		{View: AtRisk},
		{View: Unsaid},
		{Owners: []people.ID{7}},
		{View: Near, Owners: []people.ID{7}},
		{View: KeptToday, Owners: []people.ID{7}},
		{View: HandedUp, Level: 2},
		{},
		{Me: true},
		{Nobody: true, Teams: []people.TeamID{3}},
		{View: Solved},
		{Saved: 12},
		{Base: 12, Text: "router", Sort: ticket.ByNewest},
		{Statuses: []promise.Status{promise.Closed}, Teams: []people.TeamID{2, 5}},
		{Me: true, Nobody: true, Owners: []people.ID{7, 9}, Statuses: []promise.Status{promise.New, promise.Awaiting}},
		{Priorities: []sla.Priority{sla.Urgent, sla.High}, Languages: []i18n.Locale{i18n.EN, i18n.EL}, Kinds: []promise.Kind{promise.FirstReply}},
		{Due: []string{DueLate, DueToday}, Waiting: []ticket.Waiting{ticket.ForUs}, Companies: []string{"Nordby Skole"}, Sort: ticket.ByPriority},
		{Tags: []topic.TagID{1, 2}, Topics: []topic.ID{4}},
	} {
		q, err := url.ParseQuery(l.Query())
		require.NoError(t, err)
		require.Equal(t, l, ListOf(q))
	}
}

func TestListOf_leaves_out_what_it_does_not_know(t *testing.T) {
	t.Parallel()
	for _, q := range []string{"view=handed", "view=handed&level=0", "view=handed&level=4", "view=handed&level=%00", "view=near", "view=kept", "owner=-1", "owner=x", "level=2", "view=theirs", "team=-1", "team=x", "team=99999999999999999999", "status=waiting", "status=%00", "view=99999999999999999999", "view=-3", "sort=x", "sort=", "priority=most", "kind=&kind=x", "due=never", "waiting=godot", "language=xx", "company=%20", "text=%00", "base=x", "tag=0", "topic=x"} {
		values, err := url.ParseQuery(q)
		require.NoError(t, err)
		require.Equal(t, List{}, ListOf(values), q)
	}
}

func TestList_has_one_entry_in_the_sidebar_or_none(t *testing.T) {
	t.Parallel()
	require.Equal(t, "open", List{}.Current())
	require.Equal(t, "open", List{Sort: ticket.ByNewest}.Current())
	require.Equal(t, "mine", List{Me: true}.Current())
	require.Equal(t, "unassigned", List{Nobody: true}.Current())
	require.Equal(t, "team", List{Teams: []people.TeamID{3}}.Current())
	require.Equal(t, "solved", List{View: Solved}.Current())
	require.Equal(t, "view", List{Saved: 4, Me: true}.Current())
	require.Empty(t, List{Me: true, Teams: []people.TeamID{3}}.Current())
	require.Equal(t, "waiting", List{Statuses: []promise.Status{promise.Awaiting}}.Current())
	require.Empty(t, List{Statuses: []promise.Status{promise.Awaiting}, Teams: []people.TeamID{3}}.Current())
	require.Empty(t, List{Statuses: []promise.Status{promise.Closed}}.Current())
	require.Empty(t, List{View: LateOnly}.Current())
	require.Empty(t, List{Owners: []people.ID{7}}.Current())
	require.Empty(t, List{Me: true, Text: "x"}.Current())
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

func TestListOf_takes_what_is_closed_alone_and_no_more_than_an_address_should_carry(t *testing.T) {
	t.Parallel()
	closed := ListOf(url.Values{"status": {"open", "closed"}, "sort": {"newest"}, "due": {"late"}, "team": {"3"}})
	require.Equal(t, List{Statuses: []promise.Status{promise.Closed}, Teams: []people.TeamID{3}}, closed)
	many := url.Values{"text": {strings.Repeat("å", 5000)}}
	for i := range 500 {
		many.Add("tag", strconv.Itoa(i))
		many.Add("company", strconv.Itoa(i))
	}
	l := ListOf(many)
	require.Len(t, l.Tags, mostValues)
	require.Len(t, l.Companies, mostValues)
	require.Len(t, []rune(l.Text), LongestText)
	require.Equal(t, List{Me: true}, ListOf(url.Values{"view": {"mine"}}))
	require.Equal(t, List{Nobody: true}, ListOf(url.Values{"view": {"unassigned"}}))
}
