package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/calendar"
)

func TestExplain_says_which_closed_stretches_a_span_crosses(t *testing.T) {
	t.Parallel()
	c := office(t)
	from := at(t, c, "2026-11-06 16:30")
	sum := c.Explain(from, c.Add(from, 2*time.Hour))
	require.Equal(t, "Mon 2026-11-09 10:30", show(c, sum.To))
	require.Equal(t, 2*time.Hour, sum.Open)
	require.Len(t, sum.Closed, 1)
	require.Equal(t, "Fri 2026-11-06 17:00", show(c, sum.Closed[0].From))
	require.Equal(t, "Mon 2026-11-09 09:00", show(c, sum.Closed[0].To))

	saturday := c.Explain(at(t, c, "2026-11-07 12:00"), at(t, c, "2026-11-09 09:30"))
	require.Equal(t, "Sat 2026-11-07 12:00", show(c, saturday.Closed[0].From), "cut where it began")
	require.Equal(t, 30*time.Minute, saturday.Open)

	require.Empty(t, c.Explain(at(t, c, "2026-11-09 09:30"), at(t, c, "2026-11-09 11:00")).Closed)
	require.Empty(t, c.Explain(at(t, c, "2026-11-09 11:00"), at(t, c, "2026-11-09 09:30")).Closed, "backwards there is nothing")
}

func TestExplain_adds_up_to_the_whole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := draw(r)
		to := c.from.Add(micros(0, 20*24*time.Hour).Draw(r, "span"))
		sum := c.Explain(c.from, to)
		whole, last := sum.Open, c.from
		for _, shut := range sum.Closed {
			require.Zero(r, c.Between(shut.From, shut.To), "nobody is there")
			require.True(r, shut.From.Before(shut.To) && !shut.From.Before(last), "in order")
			whole, last = whole+shut.To.Sub(shut.From), shut.To
		}
		require.Equal(r, to.Sub(c.from), whole)
	})
}

func TestExplain_of_a_calendar_that_never_closes_says_nothing(t *testing.T) {
	t.Parallel()
	c := build(t, "Europe/Athens", everyDay(calendar.Span{From: 0, To: 24 * 60}))
	from := at(t, c, "2026-10-20 12:00")
	require.Empty(t, c.Explain(from, from.Add(20*24*time.Hour)).Closed, "nor at the midnights")
}
