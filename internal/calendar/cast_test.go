package calendar_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
)

// What the tests say about calendars, in the words of a door sign.

func build(t testing.TB, zone string, week calendar.Week, exceptions ...calendar.Exception) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New(zone, week, exceptions)
	require.NoError(t, err)
	return c
}

func everyDay(spans ...calendar.Span) (week calendar.Week) {
	for weekday := range week {
		week[weekday] = spans
	}
	return week
}

func weekdays(spans ...calendar.Span) calendar.Week {
	week := everyDay(spans...)
	week[time.Saturday], week[time.Sunday] = nil, nil
	return week
}

// span reads "09:00–17:00"; what it cannot read becomes hours that New refuses.
func span(text string) (s calendar.Span) {
	var fromHour, fromMinute, toHour, toMinute int
	if n, err := fmt.Sscanf(text, "%d:%d–%d:%d", &fromHour, &fromMinute, &toHour, &toMinute); n != 4 || err != nil {
		return calendar.Span{From: -1, To: -1}
	}
	return calendar.Span{From: fromHour*60 + fromMinute, To: toHour*60 + toMinute}
}

func date(year int, month time.Month, day int) calendar.Date {
	return calendar.Date{Year: year, Month: month, Day: day}
}

func closed(year int, month time.Month, day int) calendar.Exception {
	return calendar.Exception{Date: date(year, month, day)}
}

// at reads a local time of the calendar that occurs just once.
func at(t testing.TB, c *calendar.Calendar, local string) time.Time {
	t.Helper()
	instant, err := time.ParseInLocation("2006-01-02 15:04", local, c.Zone())
	require.NoError(t, err)
	require.Equal(t, local, instant.Format("2006-01-02 15:04"), "a local time that exists")
	return instant
}

func show(c *calendar.Calendar, t time.Time) string {
	return t.In(c.Zone()).Format("Mon 2006-01-02 15:04")
}

// showHours writes the open intervals of a date as "09:00–17:00", an end at midnight as 24:00.
func showHours(c *calendar.Calendar, d calendar.Date) []string {
	var hours []string
	for _, open := range c.OpenOn(d) {
		from, to := open.From.In(c.Zone()).Format("15:04"), open.To.In(c.Zone()).Format("15:04")
		if to == "00:00" {
			to = "24:00"
		}
		hours = append(hours, from+"–"+to)
	}
	return hours
}
