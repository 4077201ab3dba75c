package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/calendar/calendartest"
)

// Every change of the clocks of every zone from 1995 to 2037, with hours that are cut by each of them somewhere.
func TestOpen_hours_agree_with_the_oracle_at_every_change(t *testing.T) {
	t.Parallel()
	require.GreaterOrEqual(t, len(calendartest.Zones), 40)
	weeks := []calendar.Week{
		everyDay(span("22:45–01:20"), span("02:10–02:40"), span("03:05–17:00"), span("23:15–23:50")),
		everyDay(span("23:30–02:30"), span("08:00–22:59")),
	}
	for _, zone := range calendartest.Zones {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			for _, week := range weeks {
				c := build(t, zone, week)
				for year := 1995; year <= 2037; year++ {
					for _, change := range calendartest.Changes(c.Zone(), year) {
						from, to := change.Add(-28*time.Hour), change.Add(22*time.Hour)
						o := calendartest.Watch(t, c.Zone(), week, nil, from, to)
						require.Equal(t, o.Intervals(from, to), intervals(c, from, to), "%s", change)
					}
				}
			}
		})
	}
}

// intervals lists the same from OpenOn, date by date.
func intervals(c *calendar.Calendar, from, to time.Time) (all []calendar.Interval) {
	for d := from.Add(-24 * time.Hour); d.Before(to.Add(72 * time.Hour)); d = d.Add(24 * time.Hour) {
		for _, open := range c.OpenOn(calendar.DateOf(d)) {
			open.From, open.To = later(open.From, from), earlier(open.To, to)
			switch last := len(all) - 1; {
			case !open.From.Before(open.To):
			case last >= 0 && all[last].To.Equal(open.From):
				all[last].To = open.To
			default:
				all = append(all, open)
			}
		}
	}
	return all
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// drawn is a random calendar and a start, near a change of its clock if the year has one.
type drawn struct {
	*calendar.Calendar
	week       calendar.Week
	exceptions []calendar.Exception
	from       time.Time
}

func draw(r *rapid.T) drawn {
	zone := rapid.SampledFrom(calendartest.Zones).Draw(r, "zone")
	year := rapid.IntRange(1995, 2037).Draw(r, "year")
	from := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	location, err := time.LoadLocation(zone)
	require.NoError(r, err)
	if near := calendartest.Changes(location, year); len(near) > 0 && rapid.IntRange(0, 4).Draw(r, "near a change") > 0 {
		from = rapid.SampledFrom(near).Draw(r, "change").Add(-3 * 24 * time.Hour)
	} else {
		from = from.Add(time.Duration(rapid.IntRange(0, 365*24).Draw(r, "hour")) * time.Hour)
	}
	first := from
	from = from.Add(micros(0, 4*24*time.Hour).Draw(r, "from"))

	var week calendar.Week
	week[rapid.IntRange(0, 6).Draw(r, "an open weekday")] = spans(1, true).Draw(r, "its hours")
	for weekday := range week {
		if week[weekday] == nil {
			week[weekday] = spans(0, true).Draw(r, "hours")
		}
	}
	var exceptions []calendar.Exception
	dates := rapid.SliceOfNDistinct(rapid.IntRange(-1, 12), 0, 4, rapid.ID).Draw(r, "exceptions")
	for _, d := range dates {
		exceptions = append(exceptions, calendar.Exception{
			Date: calendar.DateOf(first.AddDate(0, 0, d)), Open: spans(0, false).Draw(r, "other hours"),
		})
	}
	c, err := calendar.New(zone, week, exceptions)
	require.NoError(r, err)
	return drawn{c, week, exceptions, from}
}

// micros draws a duration to the microsecond, half of the time one of whole minutes, as boundaries are.
func micros(low, high time.Duration) *rapid.Generator[time.Duration] {
	return rapid.Custom(func(r *rapid.T) time.Duration {
		if rapid.Bool().Draw(r, "whole minutes") {
			return time.Duration(rapid.Int64Range(int64((low+time.Minute-1)/time.Minute), int64(high/time.Minute)).Draw(r, "minutes")) * time.Minute
		}
		return time.Duration(rapid.Int64Range(low.Microseconds(), high.Microseconds()).Draw(r, "microseconds")) * time.Microsecond
	})
}

// spans draws hours that may overlap.
func spans(least int, nights bool) *rapid.Generator[[]calendar.Span] {
	return rapid.SliceOfN(rapid.Custom(func(r *rapid.T) calendar.Span {
		from, to := rapid.IntRange(0, 1439).Draw(r, "from"), rapid.IntRange(0, 1440).Draw(r, "to")
		switch {
		case from == to:
			return calendar.Span{From: 0, To: 1440}
		case to < from && to > 0 && !nights:
			return calendar.Span{From: to, To: from}
		}
		return calendar.Span{From: from, To: to}
	}), least, 3)
}

func TestCalendar_agrees_with_the_oracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := draw(r)
		other := c.from.Add(micros(0, 9*24*time.Hour).Draw(r, "until"))
		d := micros(time.Microsecond, 60*time.Hour).Draw(r, "duration")
		n := rapid.IntRange(1, 6).Draw(r, "days")
		end := c.from.Add(10 * 24 * time.Hour)
		oracle := calendartest.Watch(r, c.Zone(), c.week, c.exceptions, c.from, end)

		require.Equal(r, oracle.Between(c.from, other), c.Between(c.from, other), "Between")
		require.Zero(r, c.Between(other, c.from), "Between, backwards")
		require.Equal(r, oracle.IsOpen(other), c.IsOpen(other), "IsOpen")
		if want, seen := oracle.Add(c.from, d); seen {
			require.Equal(r, want, c.Add(c.from, d), "Add")
		} else {
			require.True(r, c.Add(c.from, d).After(end), "Add, beyond what was watched")
		}
		if want, seen := oracle.AddDays(c.from, n); seen {
			require.Equal(r, want, c.AddDays(c.from, n), "AddDays")
		} else {
			// The hours of the day on which the watch ended may have been still to come.
			require.False(r, c.AddDays(c.from, n).Before(end.Add(-25*time.Hour)), "AddDays, beyond what was watched")
		}
		if c.IsOpen(other) {
			require.Equal(r, other, c.NextOpening(other), "NextOpening, open")
		} else {
			opening := c.NextOpening(other)
			require.True(r, opening.After(other) && c.IsOpen(opening), "NextOpening, closed")
			require.Zero(r, c.Between(other, opening), "nothing is open before it")
		}
	})
}

func TestAdd_is_the_inverse_of_Between(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := draw(r)
		d := micros(time.Microsecond, 1000*time.Hour).Draw(r, "duration")
		due := c.Add(c.from, d)
		require.Equal(r, d, c.Between(c.from, due))
		require.Equal(r, d-time.Microsecond, c.Between(c.from, due.Add(-time.Microsecond)), "and none is earlier")
	})
}

func TestAdd_and_Between_are_additive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := draw(r)
		d, e := micros(0, 100*time.Hour).Draw(r, "d"), micros(0, 100*time.Hour).Draw(r, "e")
		require.Equal(r, c.Add(c.from, d+e), c.Add(c.Add(c.from, d), e))
		middle := c.from.Add(d)
		end := middle.Add(e)
		require.Equal(r, c.Between(c.from, end), c.Between(c.from, middle)+c.Between(middle, end))
	})
}

func TestAdd_never_turns_time_around(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := draw(r)
		d, e := micros(0, 100*time.Hour).Draw(r, "d"), micros(0, 100*time.Hour).Draw(r, "e")
		due := c.Add(c.from, d)
		require.False(r, due.Before(c.from), "due before it began")
		require.False(r, c.Add(c.from, d+e).Before(due), "more time, due sooner")
		require.False(r, c.Add(c.from.Add(e), d).Before(due), "begun later, due sooner")
		require.False(r, c.Between(c.from, c.from.Add(d)) > d, "more business time than time")
	})
}

func TestAddDays_lands_on_the_nth_date_with_hours(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := draw(r)
		n := rapid.IntRange(1, 30).Draw(r, "days")
		// Any date will do, but its noon: no clock of these zones and years changes at noon.
		noon := c.Wall(calendar.DateOf(c.from), 12*60)
		landed := c.AddDays(noon, n)
		require.Equal(r, 12, landed.In(c.Zone()).Hour(), "the same local time")
		open := 0
		for d := calendar.DateOf(noon.In(c.Zone())); d != calendar.DateOf(landed.In(c.Zone())); {
			d = calendar.DateOf(time.Date(d.Year, d.Month, d.Day+1, 0, 0, 0, 0, time.UTC))
			if len(c.OpenOn(d)) > 0 {
				open++
			}
		}
		require.Equal(r, n, open)
		require.NotEmpty(r, c.OpenOn(calendar.DateOf(landed.In(c.Zone()))))
		require.Equal(r, landed, c.AddDays(c.AddDays(noon, n-1), 1), "one after the other")
		closing := c.Closing(landed)
		hours := c.OpenOn(calendar.DateOf(landed.In(c.Zone())))
		require.Equal(r, hours[len(hours)-1].To, closing)
	})
}
