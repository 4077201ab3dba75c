package calendartest

import (
	"math/rand/v2"
	"time"

	"github.com/kepthq/kept/internal/calendar"
)

// Drawn is a random calendar as it is written down, and an instant in it.
type Drawn struct {
	Zone       string
	Week       calendar.Week
	Exceptions []calendar.Exception
	From       time.Time
}

// Draw makes a random calendar in a zone whose exceptions lie in the days after its instant, which four times of five is
// close before a change of the zone's clock, in the years of 1995 to 2037.
func Draw(r *rand.Rand, zone *time.Location, days int) Drawn {
	year := 1995 + r.IntN(43)
	from := time.Date(year, time.January, 1, r.IntN(365*24), 0, 0, 0, time.UTC)
	if near := Changes(zone, year); len(near) > 0 && r.IntN(5) > 0 {
		from = near[r.IntN(len(near))].AddDate(0, 0, -r.IntN(min(days, 27)))
	}
	d := Drawn{Zone: zone.String(), From: from.Add(time.Duration(r.Int64N((24 * time.Hour).Microseconds())) * time.Microsecond)}
	if r.IntN(2) == 0 {
		d.From = d.From.Truncate(time.Minute)
	}
	d.Week[r.IntN(7)] = spans(r, 1, true)
	for weekday := range d.Week {
		if d.Week[weekday] == nil && r.IntN(4) > 0 {
			d.Week[weekday] = spans(r, 0, true)
		}
	}
	seen := map[calendar.Date]bool{}
	for range r.IntN(6) {
		date := calendar.DateOf(from.AddDate(0, 0, r.IntN(days)))
		if !seen[date] {
			seen[date] = true
			d.Exceptions = append(d.Exceptions, calendar.Exception{Date: date, Open: spans(r, 0, false)})
		}
	}
	return d
}

// spans draws up to three stretches of hours, which may overlap.
func spans(r *rand.Rand, least int, nights bool) (all []calendar.Span) {
	for range least + r.IntN(4-least) {
		from, to := r.IntN(24*60), r.IntN(24*60+1)
		if r.IntN(2) == 0 {
			from, to = from/30*30, to/30*30
		}
		switch {
		case from == to:
			from, to = 0, 24*60
		case to < from && to > 0 && !nights:
			from, to = to, from
		}
		all = append(all, calendar.Span{From: from, To: to})
	}
	return all
}
