package calendar

import (
	"math"
	"time"
)

// Between returns the business time from a to b: the sum of the absolute lengths of the open intervals between them.
// It is 0 if b is not after a, and the longest duration (292 years) if it is more than that.
func (c *Calendar) Between(a, b time.Time) time.Duration {
	var sum int64
	for from, to := range c.open(micros(a), micros(b)) {
		sum += to - from
	}
	if sum > math.MaxInt64/int64(time.Microsecond) {
		return math.MaxInt64
	}
	return time.Duration(sum) * time.Microsecond
}

// Add returns the earliest instant t, not before from, with Between(from, t) == d (docs/domain.md, rule 2). So a start
// outside hours counts from the next opening, what ends with the day is due at closing, and a d of nothing or less is
// due at from. Where all hours until the end of the year 9999 are too few, that end is returned; walking there takes
// a tenth of a second, a target of weeks some microseconds.
func (c *Calendar) Add(from time.Time, d time.Duration) time.Time {
	begin, left := micros(from), d.Microseconds()
	if left <= 0 {
		return instant(begin)
	}
	for from, to := range c.open(begin, latest) {
		if left <= to-from {
			return instant(from + left)
		}
		left -= to - from
	}
	return instant(latest)
}

// AddDays returns t moved by n business days: the same local time on the n-th date after t's that has opening hours,
// by the rule of Wall where the clock changes. With n of 0 or less it is t.
func (c *Calendar) AddDays(t time.Time, n int) time.Time {
	at := micros(t)
	if n <= 0 {
		return instant(at)
	}
	w := &wallClock{zone: c.zone}
	d, sinceMidnight := w.shows(at)
	for ; n > 0 && d < lastDay; n-- {
		d = c.nextBusinessDay(w, d)
	}
	return instant(w.reaches(d, sinceMidnight))
}

// nextBusinessDay returns the first day after d that has opening hours.
func (c *Calendar) nextBusinessDay(w *wallClock, d day) day {
	for d++; d < lastDay; d++ {
		for range c.hours(w, d) {
			return d
		}
	}
	return d
}
