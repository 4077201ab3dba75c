package calendar_test

import (
	"testing"
	"time"
)

// What a resolution costs: 40 h from a Friday afternoon, over a change of the clock.
func BenchmarkAdd_40_hours(b *testing.B) {
	c := office(b)
	from := at(b, c, "2026-10-23 16:00")
	for b.Loop() {
		c.Add(from, 40*time.Hour)
	}
}

// What the longest duration costs: 292 years of business time.
func BenchmarkAdd_longest(b *testing.B) {
	c := office(b)
	from := at(b, c, "2026-10-23 16:00")
	for b.Loop() {
		c.Add(from, 1<<63-1)
	}
}

func BenchmarkBetween_a_fortnight(b *testing.B) {
	c := office(b)
	from := at(b, c, "2026-10-23 16:00")
	for b.Loop() {
		c.Between(from, from.Add(14*24*time.Hour))
	}
}

func BenchmarkAddDays_10(b *testing.B) {
	c := office(b)
	from := at(b, c, "2026-10-23 16:00")
	for b.Loop() {
		c.AddDays(from, 10)
	}
}
