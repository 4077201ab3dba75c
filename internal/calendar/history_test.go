package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
)

// office is the calendar of the histories: Mon–Fri 09:00–17:00 Europe/Copenhagen, 25 Dec closed.
func office(t testing.TB) *calendar.Calendar {
	t.Helper()
	return build(t, "Europe/Copenhagen", weekdays(span("09:00–17:00")), closed(2026, time.December, 25))
}

func TestHistory_1_Asked_on_Friday(t *testing.T) {
	t.Parallel()
	c := office(t)
	asked, replied := at(t, c, "2026-11-06 16:00"), at(t, c, "2026-11-09 10:30")
	due := c.Add(asked, 4*time.Hour)

	require.Equal(t, "Mon 2026-11-09 12:00", show(c, due), "first reply")
	require.Equal(t, "Mon 2026-11-09 11:00", show(c, c.Add(asked, 3*time.Hour)), "its warning, at three quarters")
	require.Equal(t, "Fri 2026-11-13 16:00", show(c, c.Add(asked, 40*time.Hour)), "resolution")
	require.Equal(t, 90*time.Minute, c.Between(replied, due), "kept 1 h 30 early")
	require.Equal(t, "Tue 2026-11-10 10:30", show(c, c.Add(replied, 8*time.Hour)), "update")
}

func TestHistory_28_Clock_changes(t *testing.T) {
	t.Parallel()

	t.Run("Athens, open round the clock", func(t *testing.T) {
		t.Parallel()
		c := build(t, "Europe/Athens", everyDay(span("00:00–24:00")))
		due := c.Add(at(t, c, "2026-10-25 02:30"), 4*time.Hour)
		require.Equal(t, "2026-10-25 05:30 EET", due.In(c.Zone()).Format("2006-01-02 15:04 MST"))
	})
	t.Run("Copenhagen, over the weekend of the change", func(t *testing.T) {
		t.Parallel()
		c := office(t)
		require.Equal(t, "Mon 2026-10-26 10:00", show(c, c.Add(at(t, c, "2026-10-23 16:00"), 2*time.Hour)))
	})
	t.Run("Night shift with 25 Dec closed", func(t *testing.T) {
		t.Parallel()
		c := build(t, "Europe/Copenhagen", everyDay(span("22:00–06:00")), closed(2026, time.December, 25))
		require.Equal(t, []string{"00:00–06:00", "22:00–24:00"}, showHours(c, date(2026, time.December, 24)))
		require.Empty(t, c.OpenOn(date(2026, time.December, 25)))
		require.Equal(t, []string{"00:00–06:00", "22:00–24:00"}, showHours(c, date(2026, time.December, 26)))
		require.Equal(t, "Sat 2026-12-26 00:00", show(c, c.NextOpening(at(t, c, "2026-12-25 00:00"))))
		require.Equal(t, "Sat 2026-12-26 01:00", show(c, c.Add(at(t, c, "2026-12-24 23:00"), 2*time.Hour)))
	})
}

func TestHistory_29_Ends_with_the_day(t *testing.T) {
	t.Parallel()
	c := office(t)
	require.Equal(t, "Fri 2026-11-06 17:00", show(c, c.Add(at(t, c, "2026-11-06 13:00"), 4*time.Hour)))
	require.Equal(t, "Mon 2026-11-09 09:01", show(c, c.Add(at(t, c, "2026-11-06 17:00"), time.Minute)))
}

// The business-day parts of other histories, which the rooms above stand on.
func TestHistories_count_business_days_at_the_same_local_time(t *testing.T) {
	t.Parallel()
	c := office(t)
	pending := at(t, c, "2026-11-02 10:00")
	require.Equal(t, "Wed 2026-11-04 10:00", show(c, c.AddDays(pending, 2)), "17, first follow-up")
	require.Equal(t, "Mon 2026-11-09 10:00", show(c, c.AddDays(pending, 5)), "17, second follow-up")
	require.Equal(t, "Mon 2026-11-16 10:00", show(c, c.AddDays(pending, 10)), "17, third follow-up")
	require.Equal(t, "Fri 2026-11-20 10:00", show(c, c.AddDays(at(t, c, "2026-11-16 10:00"), 4)), "17, closed")
	require.Equal(t, "Mon 2026-12-28 23:15", show(c, c.AddDays(at(t, c, "2026-12-24 23:15"), 1)), "over Christmas")
}
