package calendar

import (
	"iter"
	"time"
)

// hours yields the open intervals of a day, in order. An interval that falls into a gap is none.
func (c *Calendar) hours(w *wallClock, d day) iter.Seq2[int64, int64] {
	return func(yield func(from, to int64) bool) {
		for _, s := range c.spans(d) {
			from, to := w.reaches(d, int64(s.From)*minuteLong), w.reaches(d, int64(s.To)*minuteLong)
			if from < to && !yield(from, to) {
				return
			}
		}
	}
}

// open yields the open intervals between two instants, in order, the outer ones cut there.
func (c *Calendar) open(begin, end int64) iter.Seq2[int64, int64] {
	return func(yield func(from, to int64) bool) {
		w := &wallClock{zone: c.zone}
		for d := w.dayOf(begin); w.reaches(d, 0) < end; d++ {
			for from, to := range c.hours(w, d) {
				from, to = max(from, begin), min(to, end)
				if from < to && !yield(from, to) {
					return
				}
			}
		}
	}
}

// OpenOn returns the open intervals of a date in order, empty if it is closed.
func (c *Calendar) OpenOn(date Date) []Interval {
	var intervals []Interval
	for from, to := range c.hours(&wallClock{zone: c.zone}, date.day()) {
		intervals = append(intervals, Interval{instant(from), instant(to)})
	}
	return intervals
}

// IsOpen tells whether somebody is there at t. The instant of opening is open, that of closing is not.
func (c *Calendar) IsOpen(t time.Time) bool {
	at := micros(t)
	for range c.open(at, at+1) {
		return true
	}
	return false
}

// NextOpening returns the earliest open instant that is not before t: t itself if it is open.
func (c *Calendar) NextOpening(t time.Time) time.Time {
	for from := range c.open(micros(t), latest) {
		return instant(from)
	}
	return instant(latest)
}

// NextClosing returns the earliest instant at which nobody is there and that is not before t: t itself if it is shut. A calendar that is
// always open shuts at the end of all time.
func (c *Calendar) NextClosing(t time.Time) time.Time {
	shut := micros(t)
	for from, to := range c.open(shut, latest) {
		if from > shut {
			break
		}
		shut = to
	}
	return instant(shut)
}

// Closing returns the last closing of the day that t is on, or of the next day that has opening hours if that one has
// none. It lies before t when that day has closed already.
func (c *Calendar) Closing(t time.Time) time.Time {
	w := &wallClock{zone: c.zone}
	for d := w.dayOf(micros(t)); d <= lastDay; d++ {
		closing, found := int64(0), false
		for _, closing = range c.hours(w, d) {
			found = true
		}
		if found {
			return instant(closing)
		}
	}
	return instant(latest)
}

// Day is the opening and the closing of a date, or of the next date that has hours and does not close by now.
func (c *Calendar) Day(date Date, now time.Time) (opens, closes time.Time) {
	for d := date.day(); ; d++ { // ends: a calendar has open time in every year
		open := c.OpenOn(d.date())
		if len(open) == 0 {
			continue
		}
		if last := open[len(open)-1].To; last.After(now) {
			return open[0].From, last
		}
	}
}
