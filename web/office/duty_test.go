package office

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
)

func TestDaysSaid_joins_days_that_follow_each_other(t *testing.T) {
	t.Parallel()
	l := i18n.For(i18n.EN, time.UTC)
	for want, days := range map[string][]time.Weekday{
		"Monday–Friday":              {1, 2, 3, 4, 5},
		"Monday–Sunday":              {0, 1, 2, 3, 4, 5, 6},
		"Friday, Saturday":           {time.Saturday, time.Friday},
		"Monday, Wednesday–Friday":   {1, 3, 4, 5},
		"Tuesday, Wednesday, Sunday": {time.Sunday, time.Tuesday, time.Wednesday},
		"Monday–Wednesday, Sunday":   {0, 1, 2, 3},
		"":                           nil,
	} {
		require.Equal(t, want, daysSaid(l, days))
	}
}

func TestDutyPage_warns_of_gaps_to_come_alone(t *testing.T) {
	t.Parallel()
	day := func(d, hour int) time.Time { return time.Date(2026, time.March, d, hour, 0, 0, 0, time.UTC) }
	p := DutyPage{Zone: time.UTC, Monday: day(16, 0), Covers: []people.Cover{
		{From: day(16, 0), To: day(17, 0), By: people.ByAdmins}, {From: day(17, 0), To: day(20, 0), By: people.ByRoster}, {From: day(20, 0), To: day(21, 0), By: people.ByAdmins},
	}}
	for at, want := range map[time.Time][2]int{day(15, 0): {0, 2}, day(16, 12): {1, 2}, day(18, 0): {1, 1}, day(20, 12): {2, 1}, day(22, 0): {2, 0}} {
		p.Now = at
		require.Equal(t, want, [2]int{len(p.gapBars(true)), len(p.gapBars(false))}, at)
		require.Equal(t, want[1] > 0, p.hasGapAhead(), at)
		require.Equal(t, want[0] > 0, p.hasGapOver(), at)
	}
	p.Now = day(20, 12)
	require.Equal(t, []dutyBar{{"0.00%", "14.29%"}, {"57.14%", "7.14%"}}, p.gapBars(true))
	require.Equal(t, []dutyBar{{"64.29%", "7.14%"}}, p.gapBars(false), "of the one that runs, what is to come")
}
