package calendar

import (
	"fmt"
	"time"
)

// Date is a date of the local calendar, without a time or a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the date that the clock shows at t, in t's own zone: DateOf(t.In(c.Zone())) is the calendar's.
func DateOf(t time.Time) Date {
	year, month, d := t.Date()
	return Date{year, month, d}
}

// String returns the date as in 2026-11-09.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// After reports whether the date comes after another one.
func (d Date) After(other Date) bool { return d.day() > other.day() }

// day is a local date as its number of days after 1 January 1970, with which dates are counted.
type day int64

// The first and the last date that the calendar reaches: 1 January of the year 1 and 30 December 9999.
const (
	firstDay day = -719_162
	lastDay  day = 2_932_895
)

// day numbers a date, or the nearest one within reach. A date that does not exist is carried over, as time.Date does.
func (d Date) day() day {
	year := min(max(d.Year, 0), 10_000) // so that no product overflows
	seconds := time.Date(year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix()
	return min(max(day(floor(seconds, 24*60*60)), firstDay), lastDay)
}

func (d day) date() Date { return DateOf(time.Unix(int64(d)*24*60*60, 0).UTC()) }

// weekday of a day: 1 January 1970 was a Thursday.
func (d day) weekday() time.Weekday { return time.Weekday(((d+4)%7 + 7) % 7) }

// floor divides towards the past, where Go's division goes towards zero.
func floor(a, b int64) int64 {
	if a%b < 0 {
		return a/b - 1
	}
	return a / b
}
