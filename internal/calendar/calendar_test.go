package calendar_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/calendar/calendartest"
)

func TestNew_refuses_what_is_no_calendar(t *testing.T) {
	t.Parallel()
	good := weekdays(span("09:00–17:00"))
	var year []calendar.Exception
	for d := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); len(year) < 367; d = d.AddDate(0, 0, 1) {
		year = append(year, closed(d.Date()))
	}
	open := func(hours string) []calendar.Exception {
		return []calendar.Exception{{Date: date(2026, 11, 9), Open: []calendar.Span{span(hours)}}}
	}
	for _, test := range []struct {
		name       string
		zone       string
		week       calendar.Week
		exceptions []calendar.Exception
		want       error
	}{
		{"unknown zone", "Europe/Nordby", good, nil, calendar.ErrZone},
		{"no zone", "", good, nil, calendar.ErrZone},
		{"the machine's own zone", "Local", good, nil, calendar.ErrZone},
		{"a path", "../../etc/passwd", good, nil, calendar.ErrZone},
		{"before midnight", "UTC", everyDay(calendar.Span{From: -1, To: 60}), nil, calendar.ErrSpan},
		{"after midnight", "UTC", everyDay(calendar.Span{From: 60, To: 1441}), nil, calendar.ErrSpan},
		{"from 24:00", "UTC", everyDay(span("24:00–06:00")), nil, calendar.ErrSpan},
		{"to below zero", "UTC", everyDay(calendar.Span{From: 60, To: -1}), nil, calendar.ErrSpan},
		{"nothing or a whole day", "UTC", everyDay(span("09:00–09:00")), nil, calendar.ErrSpan},
		{"an exception of nothing", "UTC", good, open("09:00–09:00"), calendar.ErrSpan},
		{"an exception over midnight", "UTC", good, open("22:00–06:00"), calendar.ErrSpan},
		{"a date that is none", "UTC", good, []calendar.Exception{closed(2026, 2, 29)}, calendar.ErrDate},
		{"a year out of reach", "UTC", good, []calendar.Exception{closed(20_260, 2, 1)}, calendar.ErrDate},
		{"two exceptions on a date", "UTC", good, []calendar.Exception{closed(2026, 2, 1), closed(2026, 2, 1)}, calendar.ErrDate},
		{"an empty week", "UTC", calendar.Week{}, nil, calendar.ErrClosed},
		{"an empty week with open exceptions", "UTC", calendar.Week{}, open("09:00–17:00"), calendar.ErrClosed},
		{"a year of closed dates", "UTC", everyDay(span("09:00–17:00")), year[:366], calendar.ErrClosed},
		{"a year of closed dates and weekends", "UTC", good, year[4:366], calendar.ErrClosed}, // Mon 5 Jan–Fri 1 Jan
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, err := calendar.New(test.zone, test.week, test.exceptions)
			require.ErrorIs(t, err, test.want)
			require.Nil(t, c)
		})
	}
}

func TestNew_takes_a_calendar_that_opens_once_in_366_days(t *testing.T) {
	t.Parallel()
	var exceptions []calendar.Exception
	for d := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); len(exceptions) < 3*366; d = d.AddDate(0, 0, 1) {
		exceptions = append(exceptions, closed(d.Date()))
	}
	once := []calendar.Span{span("09:00–17:00")}
	exceptions[365].Open, exceptions[731].Open = once, once
	c := build(t, "UTC", everyDay(once...), exceptions[:1097]...)
	require.Equal(t, "Fri 2027-01-01 12:00", show(c, c.Add(at(t, c, "2026-01-01 00:00"), 3*time.Hour)))

	exceptions[365].Open = nil
	_, err := calendar.New("UTC", everyDay(once...), exceptions[:1097])
	require.ErrorIs(t, err, calendar.ErrClosed)
}

func TestNew_keeps_nothing_of_what_it_was_given(t *testing.T) {
	t.Parallel()
	spans := []calendar.Span{span("13:00–17:00"), span("09:00–12:00")}
	c := build(t, "UTC", weekdays(spans...), calendar.Exception{Date: date(2026, 11, 10), Open: spans})
	require.Equal(t, []calendar.Span{span("13:00–17:00"), span("09:00–12:00")}, spans, "the caller's order stays")
	spans[0], spans[1] = span("01:00–02:00"), span("03:00–04:00")
	require.Equal(t, []string{"09:00–12:00", "13:00–17:00"}, showHours(c, date(2026, 11, 9)))
	require.Equal(t, []string{"09:00–12:00", "13:00–17:00"}, showHours(c, date(2026, 11, 10)))
}

func TestOpenOn_merges_and_cuts_at_midnight(t *testing.T) {
	t.Parallel()
	var week calendar.Week
	week[time.Monday] = []calendar.Span{span("12:00–15:00"), span("09:00–11:00"), span("10:00–12:00"), span("16:00–24:00")}
	week[time.Tuesday] = []calendar.Span{span("20:00–00:00")}
	week[time.Saturday] = []calendar.Span{span("22:00–06:00"), span("23:00–05:00")}
	c := build(t, "Europe/Warsaw", week, calendar.Exception{Date: date(2026, 11, 12), Open: []calendar.Span{span("08:00–00:00")}})
	require.Equal(t, []string{"00:00–06:00"}, showHours(c, date(2026, 11, 8)), "Sunday has the end of Saturday's night")
	require.Equal(t, []string{"09:00–15:00", "16:00–24:00"}, showHours(c, date(2026, 11, 9)))
	require.Equal(t, []string{"20:00–24:00"}, showHours(c, date(2026, 11, 10)))
	require.Empty(t, c.OpenOn(date(2026, 11, 11)))
	require.Equal(t, []string{"08:00–24:00"}, showHours(c, date(2026, 11, 12)))
}

func TestException_replaces_its_own_date_and_no_other(t *testing.T) {
	t.Parallel()
	c := build(t, "Europe/Copenhagen", everyDay(span("22:00–06:00")),
		calendar.Exception{Date: date(2026, 12, 25), Open: []calendar.Span{span("10:00–12:00")}})
	require.Equal(t, []string{"00:00–06:00", "22:00–24:00"}, showHours(c, date(2026, 12, 24)))
	require.Equal(t, []string{"10:00–12:00"}, showHours(c, date(2026, 12, 25)))
	require.Equal(t, []string{"00:00–06:00", "22:00–24:00"}, showHours(c, date(2026, 12, 26)))
}

func TestWall_takes_the_end_of_a_gap_and_the_first_of_a_fold(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, zone string
		date       calendar.Date
		minute     int
		want       string // UTC
	}{
		{"an ordinary time", "Europe/Copenhagen", date(2026, 11, 6), 16 * 60, "2026-11-06 15:00"},
		{"24:00 is the next midnight", "Europe/Copenhagen", date(2026, 11, 6), 24 * 60, "2026-11-06 23:00"},
		{"in the gap", "Europe/Copenhagen", date(2026, 3, 29), 2*60 + 30, "2026-03-29 01:00"},
		{"at the end of the gap", "Europe/Copenhagen", date(2026, 3, 29), 3 * 60, "2026-03-29 01:00"},
		{"in the fold", "Europe/Copenhagen", date(2026, 10, 25), 2*60 + 30, "2026-10-25 00:30"},
		{"at the end of the fold", "Europe/Copenhagen", date(2026, 10, 25), 3 * 60, "2026-10-25 02:00"},
		{"half an hour's gap", "Australia/Lord_Howe", date(2026, 10, 4), 2*60 + 10, "2026-10-03 15:30"},
		{"half an hour's fold", "Australia/Lord_Howe", date(2026, 4, 5), 1*60 + 45, "2026-04-04 14:45"},
		{"no midnight", "America/Sao_Paulo", date(2018, 11, 4), 0, "2018-11-04 03:00"},
		{"midnight after 23:00 twice", "America/Sao_Paulo", date(2018, 2, 18), 0, "2018-02-18 03:00"},
		{"23:30 twice", "America/Sao_Paulo", date(2018, 2, 17), 23*60 + 30, "2018-02-18 01:30"},
		{"midnight twice", "America/St_Johns", date(2010, 11, 7), 0, "2010-11-07 02:30"},
		{"a date that was skipped", "Pacific/Apia", date(2011, 12, 30), 12 * 60, "2011-12-30 10:00"},
		{"two hours' gap", "Antarctica/Troll", date(2026, 3, 29), 2 * 60, "2026-03-29 01:00"},
		{"a minute past the day", "UTC", date(2026, 3, 29), 9999, "2026-03-30 00:00"},
		{"a minute before the day", "UTC", date(2026, 3, 29), -9999, "2026-03-29 00:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := build(t, test.zone, everyDay(span("00:00–24:00")))
			require.Equal(t, test.want, c.Wall(test.date, test.minute).Format("2006-01-02 15:04"))
		})
	}
}

func TestOpen_hours_are_absolute_on_the_nights_of_change(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, zone string
		hours      string
		date       calendar.Date
		want       time.Duration
	}{
		{"a short day", "Europe/Athens", "00:00–24:00", date(2026, 3, 29), 23 * time.Hour},
		{"a long day", "Europe/Athens", "00:00–24:00", date(2026, 10, 25), 25 * time.Hour},
		{"hours in the gap", "Europe/Copenhagen", "02:00–03:00", date(2026, 3, 29), 0},
		{"hours to the middle of the gap", "Europe/Copenhagen", "01:00–02:30", date(2026, 3, 29), time.Hour},
		{"hours to the middle of the fold", "Europe/Copenhagen", "01:00–02:30", date(2026, 10, 25), 90 * time.Minute},
		{"hours from the middle of the fold", "Europe/Copenhagen", "02:30–04:00", date(2026, 10, 25), 150 * time.Minute},
		{"a date that was skipped", "Pacific/Apia", "00:00–24:00", date(2011, 12, 30), 0},
		{"a day with two midnights", "America/St_Johns", "00:00–24:00", date(2010, 11, 7), 25 * time.Hour},
		{"the day before it", "America/St_Johns", "00:00–24:00", date(2010, 11, 6), 24 * time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := build(t, test.zone, everyDay(span(test.hours)))
			var sum time.Duration
			for _, open := range c.OpenOn(test.date) {
				sum += open.To.Sub(open.From)
			}
			require.Equal(t, test.want, sum)
		})
	}
}

func TestIsOpen_from_the_opening_until_before_the_closing(t *testing.T) {
	t.Parallel()
	c := office(t)
	opening, closing := at(t, c, "2026-11-09 09:00"), at(t, c, "2026-11-09 17:00")
	require.True(t, c.IsOpen(opening))
	require.False(t, c.IsOpen(opening.Add(-time.Microsecond)))
	require.True(t, c.IsOpen(closing.Add(-time.Microsecond)))
	require.False(t, c.IsOpen(closing))
}

func TestNextOpening_is_now_or_the_next(t *testing.T) {
	t.Parallel()
	c := office(t)
	require.Equal(t, "Fri 2026-11-06 16:00", show(c, c.NextOpening(at(t, c, "2026-11-06 16:00"))))
	require.Equal(t, "Mon 2026-11-09 09:00", show(c, c.NextOpening(at(t, c, "2026-11-06 17:00"))))
	require.Equal(t, "Mon 2026-12-28 09:00", show(c, c.NextOpening(at(t, c, "2026-12-25 12:00"))))
}

func TestNextClosing_is_now_or_when_everybody_goes(t *testing.T) {
	t.Parallel()
	c := build(t, "Europe/Copenhagen", weekdays(span("09:00–12:00"), span("13:00–17:00")))
	require.Equal(t, "Fri 2026-11-06 12:00", show(c, c.NextClosing(at(t, c, "2026-11-06 09:00"))))
	require.Equal(t, "Fri 2026-11-06 12:00", show(c, c.NextClosing(at(t, c, "2026-11-06 12:00"))))
	require.Equal(t, "Fri 2026-11-06 17:00", show(c, c.NextClosing(at(t, c, "2026-11-06 13:30"))))
	require.Equal(t, "Sat 2026-11-07 10:00", show(c, c.NextClosing(at(t, c, "2026-11-07 10:00"))))
}

func TestClosing_is_that_of_the_day_or_of_the_next_with_hours(t *testing.T) {
	t.Parallel()
	c := build(t, "Europe/Copenhagen", weekdays(span("09:00–12:00"), span("13:00–17:00")))
	require.Equal(t, "Fri 2026-11-06 17:00", show(c, c.Closing(at(t, c, "2026-11-06 00:00"))))
	require.Equal(t, "Fri 2026-11-06 17:00", show(c, c.Closing(at(t, c, "2026-11-06 12:30"))))
	require.Equal(t, "Fri 2026-11-06 17:00", show(c, c.Closing(at(t, c, "2026-11-06 23:00"))), "closed already")
	require.Equal(t, "Mon 2026-11-09 17:00", show(c, c.Closing(at(t, c, "2026-11-07 10:00"))))
}

func TestClosing_after_midnight_came_twice_is_that_of_the_new_day(t *testing.T) {
	t.Parallel()
	c := build(t, "America/St_Johns", everyDay(span("00:00–24:00")))
	again := at(t, c, "2010-11-06 22:00").Add(2*time.Hour + 30*time.Minute)
	require.Equal(t, "Sat 2010-11-06 23:30", show(c, again), "half an hour after midnight, set back at 00:01")
	require.True(t, c.IsOpen(again))
	require.Equal(t, "Mon 2010-11-08 00:00", show(c, c.Closing(again)))
}

func TestAddDays_keeps_the_local_time(t *testing.T) {
	t.Parallel()
	c := build(t, "Europe/Copenhagen", everyDay(span("09:00–17:00")), closed(2026, 3, 28))
	evening := at(t, c, "2026-03-27 21:15").Add(30*time.Second + time.Microsecond)
	require.Equal(t, "2026-03-29 21:15:30.000001", c.AddDays(evening, 1).In(c.Zone()).Format("2006-01-02 15:04:05.000000"))
	require.Equal(t, "Sun 2026-03-29 03:00", show(c, c.AddDays(at(t, c, "2026-03-27 02:30"), 1)), "into the gap")
	fold := c.AddDays(at(t, c, "2026-10-24 02:30"), 1)
	require.Equal(t, "2026-10-25 02:30 CEST", fold.In(c.Zone()).Format("2006-01-02 15:04 MST"), "into the fold")
	require.Equal(t, evening.UTC(), c.AddDays(evening, 0))
	require.Equal(t, evening.UTC(), c.AddDays(evening, -3))
}

func TestAddDays_does_not_count_a_date_without_an_open_instant(t *testing.T) {
	t.Parallel()
	samoa := build(t, "Pacific/Apia", everyDay(span("09:00–17:00")))
	require.Equal(t, "Sat 2011-12-31 10:00", show(samoa, samoa.AddDays(at(t, samoa, "2011-12-29 10:00"), 1)))
	night := build(t, "Europe/Copenhagen", everyDay(span("02:00–03:00")))
	require.Equal(t, "Mon 2026-03-30 10:00", show(night, night.AddDays(at(t, night, "2026-03-28 10:00"), 1)), "all its hours fell into the gap")
}

func TestAdd_of_nothing_is_due_at_once(t *testing.T) {
	t.Parallel()
	c := office(t)
	sunday := at(t, c, "2026-11-08 20:00").Add(1999 * time.Nanosecond)
	want := at(t, c, "2026-11-08 20:00").Add(time.Microsecond).UTC()
	for _, d := range []time.Duration{0, time.Nanosecond, -time.Hour, math.MinInt64} {
		require.Equal(t, want, c.Add(sunday, d))
	}
}

// The library's bounds of the rules for a leap year stop at its 365th day (see wallClock.look).
func TestAdd_passes_the_last_day_of_a_leap_year(t *testing.T) {
	t.Parallel()
	for _, zone := range calendartest.Zones {
		c := build(t, zone, everyDay(span("00:00–24:00")))
		for year := 1996; year <= 2096; year += 4 {
			start := time.Date(year, time.December, 30, 12, 0, 0, 0, time.UTC)
			require.Equal(t, start.Add(72*time.Hour), c.Add(start, 72*time.Hour), "%s %d", zone, year)
			require.Equal(t, 72*time.Hour, c.Between(start, start.Add(72*time.Hour)), "%s %d", zone, year)
		}
	}
}

func TestAdd_ends_however_long_it_takes(t *testing.T) {
	t.Parallel()
	var week calendar.Week
	week[time.Monday] = []calendar.Span{span("09:00–09:01")}
	c := build(t, "Europe/Copenhagen", week)
	start := at(t, c, "2026-11-06 16:00")
	end := time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
	require.Equal(t, "Mon 2037-05-18 09:01", show(c, c.Add(start, 550*time.Minute)))
	require.Equal(t, end, c.Add(start, 10*365*24*time.Hour), "ten years of single minutes are not to be had")
	require.Equal(t, end, c.Add(start, math.MaxInt64))
	require.Equal(t, "9999", c.AddDays(start, math.MaxInt).Format("2006"))

	always := build(t, "Europe/Copenhagen", everyDay(span("00:00–24:00")))
	tenYears := 10 * 365 * 24 * time.Hour
	require.Equal(t, start.Add(tenYears).UTC(), always.Add(start, tenYears))
	require.Equal(t, time.Duration(math.MaxInt64), always.Between(time.Time{}, end), "longer than a duration")
}

func TestCalendar_answers_at_the_ends_of_time(t *testing.T) {
	t.Parallel()
	c := office(t)
	past, future := time.Unix(math.MinInt64/2, 0), time.Unix(math.MaxInt64/2, 0)
	first := time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
	require.Equal(t, first, c.Add(past, 0))
	require.Equal(t, "0001-01-01", calendar.DateOf(c.NextOpening(past)).String())
	require.Equal(t, last, c.Add(future, time.Hour))
	require.Equal(t, last, c.NextOpening(future))
	require.Equal(t, last, c.Closing(future))
	require.False(t, c.IsOpen(future))
	require.Zero(t, c.Between(future, past))
	require.Positive(t, c.Between(past, future))
	require.Equal(t, 9999, c.Wall(date(math.MaxInt, 12, 31), 0).Year())
	require.Equal(t, 0, c.Wall(date(math.MinInt, 1, 1), 0).Year(), "the local midnight of the first day, in UTC")
}

func TestDate_is_written_as_in_forms(t *testing.T) {
	t.Parallel()
	c := office(t)
	late := time.Date(2026, time.November, 8, 23, 30, 0, 0, time.UTC)
	require.Equal(t, "2026-11-09", calendar.DateOf(late.In(c.Zone())).String())
	require.Equal(t, "Europe/Copenhagen", c.Zone().String())
}
