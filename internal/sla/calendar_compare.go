package sla

import (
	"slices"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/calendar"
)

// CalendarDifference is one thing that is not the same in two editions of a calendar.
type CalendarDifference struct {
	Of      Part
	Weekday time.Weekday  // of hours
	Date    calendar.Date // of a day
	Name    string        // of a day
	Was     string        // a zone or a region; hours as SpansText writes them, "" for closed
	Became  string        // likewise
	Added   bool          // a day that was an ordinary one before
	Removed bool          // a day that is an ordinary one now
	Source  Source        // of a day
}

// Part is what a difference is of.
type Part string

// The parts of a calendar.
const (
	OfZone   Part = "zone"
	OfRegion Part = "region"
	OfWeek   Part = "hours"
	OfDay    Part = "day"
)

// Compare lists what is different, in the order of the page: the zone, the week from Monday, the holidays, the dates.
func Compare(was, became Edition) (all []CalendarDifference) {
	if was.Zone != became.Zone {
		all = append(all, CalendarDifference{Of: OfZone, Was: was.Zone, Became: became.Zone})
	}
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		if !slices.Equal(was.Week[day], became.Week[day]) {
			all = append(all, CalendarDifference{Of: OfWeek, Weekday: day, Was: SpansText(was.Week[day]), Became: SpansText(became.Week[day])})
		}
	}
	if was.Region != became.Region {
		all = append(all, CalendarDifference{Of: OfRegion, Was: string(was.Region), Became: string(became.Region)})
	}
	type key struct {
		date   calendar.Date
		source Source
	}
	before := map[key]Day{}
	for _, d := range was.Days {
		before[key{d.Date, d.Source}] = d
	}
	for _, d := range became.Days {
		k := key{d.Date, d.Source}
		old, known := before[k]
		delete(before, k)
		if !known || old.Name != d.Name || !slices.Equal(old.Open, d.Open) {
			all = append(all, CalendarDifference{Of: OfDay, Date: d.Date, Name: d.Name, Was: SpansText(old.Open), Became: SpansText(d.Open), Added: !known, Source: d.Source})
		}
	}
	for _, d := range was.Days {
		if _, gone := before[key{d.Date, d.Source}]; gone {
			all = append(all, CalendarDifference{Of: OfDay, Date: d.Date, Name: d.Name, Was: SpansText(d.Open), Removed: true, Source: d.Source})
		}
	}
	return all
}

// text is an edition in a line, for the audit, which keeps short names that no change of words touches.
func (e Edition) text() string {
	parts := []string{Hours{Zone: e.Zone, Week: e.Week}.text()}
	if e.Region != calendar.Nowhere {
		parts = append(parts, string(e.Region))
	}
	for _, d := range e.Days {
		if len(parts) > mostTold {
			parts = append(parts, "…")
			break
		}
		one := d.Date.String()
		if len(d.Open) > 0 {
			one += " " + SpansText(d.Open)
		}
		parts = append(parts, one)
	}
	return strings.Join(parts, "; ")
}

// mostTold is how many parts of a calendar the audit tells.
const mostTold = 30
