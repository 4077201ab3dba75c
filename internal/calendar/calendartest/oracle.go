// Package calendartest is the second, independent way to count business time, for tests alone: a clock on the wall, watched
// minute by minute. It must never ask package calendar for anything but the names of what a calendar is made of.
package calendartest

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
)

// Oracle knows business time by watching a clock on the wall, minute by minute, and shares nothing with the package:
// it never asks for an offset or a transition. At every minute it notes what the clock shows, and the latest that it
// has ever shown. The door is opened and closed when the clock first shows or passes a time on the sign, so whether it
// is open hangs on the latest time that was shown: a fold repeats nothing, and a gap is passed in one step.
type Oracle struct {
	week       calendar.Week
	exceptions []calendar.Exception
	start      time.Time // a whole minute
	shown      []int64   // local minutes after 1 January 1970, one for each minute after start
	latest     []int64   // the highest that was shown until then
	open       []bool
}

// Watch watches from half a day before from, so that the latest time shown is right (since 1995 no clock was set back
// by more than two hours), until to.
func Watch(t require.TestingT, zone *time.Location, week calendar.Week, exceptions []calendar.Exception, from, to time.Time) *Oracle {
	o := &Oracle{week: week, exceptions: exceptions, start: from.UTC().Truncate(time.Minute).Add(-12 * time.Hour)}
	var latest int64
	for minute := o.start; minute.Before(to); minute = minute.Add(time.Minute) {
		local := minute.In(zone)
		year, month, d := local.Date()
		h, m, s := local.Clock()
		shown := time.Date(year, month, d, h, m, s, 0, time.UTC).Unix()
		if s != 0 {
			require.Zero(t, s, "the oracle is for years in which all offsets are whole minutes")
		}
		if shown /= 60; shown > latest {
			latest = shown
		}
		o.shown = append(o.shown, shown)
		o.latest = append(o.latest, latest)
		o.open = append(o.open, o.sign(latest))
	}
	return o
}

// sign reads the sign on the door for a local minute.
func (o *Oracle) sign(shown int64) bool {
	local := time.Unix(shown*60, 0).UTC()
	minute := local.Hour()*60 + local.Minute()
	for _, e := range o.exceptions {
		if e.Date == calendar.DateOf(local) {
			for _, s := range e.Open {
				if minute >= s.From && (minute < s.To || s.To == 0) {
					return true
				}
			}
			return false
		}
	}
	today, yesterday := local.Weekday(), local.AddDate(0, 0, -1).Weekday()
	for _, s := range o.week[today] {
		if night := s.To < s.From; minute >= s.From && (minute < s.To || night) {
			return true
		}
	}
	for _, s := range o.week[yesterday] {
		if night := s.To < s.From; night && minute < s.To {
			return true
		}
	}
	return false
}

func (o *Oracle) minute(i int) time.Time { return o.start.Add(time.Duration(i) * time.Minute) }

func (o *Oracle) index(t time.Time) int { return int(t.Sub(o.start) / time.Minute) }

func (o *Oracle) IsOpen(t time.Time) bool { return o.open[o.index(t)] }

func (o *Oracle) Between(a, b time.Time) (sum time.Duration) {
	for i := o.index(a); i < len(o.open) && o.minute(i).Before(b); i++ {
		if o.open[i] {
			from, to := o.minute(i), o.minute(i+1)
			if from.Before(a) {
				from = a
			}
			if to.After(b) {
				to = b
			}
			sum += to.Sub(from)
		}
	}
	return sum
}

// Add also tells whether it found the instant before it stopped watching.
func (o *Oracle) Add(from time.Time, d time.Duration) (time.Time, bool) {
	if d <= 0 {
		return from, true
	}
	now := from
	for i := o.index(from); i < len(o.open); i++ {
		length := o.minute(i + 1).Sub(now)
		if o.open[i] && d <= length {
			return now.Add(d), true
		}
		if o.open[i] {
			d -= length
		}
		now = o.minute(i + 1)
	}
	return time.Time{}, false
}

func (o *Oracle) AddDays(t time.Time, n int) (time.Time, bool) {
	const day = 24 * 60
	shown := o.shown[o.index(t)]
	date, found := shown/day, 0
	for i := range o.open {
		if next := o.latest[i] / day; o.open[i] && next > date && found < n {
			date, found = next, found+1
		}
	}
	want := date*day + shown%day
	for i := range o.shown {
		if found == n && o.shown[i] == want {
			return o.minute(i).Add(t.Sub(t.Truncate(time.Minute))), true
		}
		if found == n && o.shown[i] > want && o.latest[i] == o.shown[i] {
			return o.minute(i), true
		}
	}
	return time.Time{}, false
}

// Intervals lists what is open between two instants as the oracle saw it.
func (o *Oracle) Intervals(from, to time.Time) (all []calendar.Interval) {
	for i := o.index(from); i < o.index(to); i++ {
		switch last := len(all) - 1; {
		case !o.open[i]:
		case last >= 0 && all[last].To.Equal(o.minute(i)):
			all[last].To = o.minute(i + 1)
		default:
			all = append(all, calendar.Interval{From: o.minute(i), To: o.minute(i + 1)})
		}
	}
	return all
}

// Zones are watched around every change of their clocks: half hours, two hours, midnights, skipped dates, nights of
// Ramadan, rules that were dropped, and some that never change.
var Zones = []string{
	"Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "Africa/Johannesburg", "Africa/Windhoek",
	"America/Anchorage", "America/Argentina/Buenos_Aires", "America/Asuncion", "America/Caracas", "America/Chicago",
	"America/Havana", "America/Mexico_City", "America/New_York", "America/Nuuk", "America/Santiago",
	"America/Sao_Paulo", "America/Scoresbysund", "America/St_Johns", "Antarctica/Troll", "Asia/Amman", "Asia/Beirut",
	"Asia/Dhaka", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang", "Asia/Tehran",
	"Asia/Tokyo", "Asia/Ulaanbaatar", "Atlantic/Azores", "Australia/Adelaide", "Australia/Eucla",
	"Australia/Lord_Howe", "Australia/Sydney", "Europe/Athens", "Europe/Copenhagen", "Europe/Dublin", "Europe/Istanbul",
	"Europe/London", "Europe/Moscow", "Europe/Stockholm", "Europe/Warsaw", "Pacific/Apia", "Pacific/Auckland",
	"Pacific/Chatham", "Pacific/Easter", "Pacific/Fiji", "Pacific/Kiritimati", "Pacific/Kwajalein", "Pacific/Tongatapu",
	"UTC",
}

// Changes lists when a zone's clock changes in a year, up to six hours late.
func Changes(zone *time.Location, year int) (found []time.Time) {
	now := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	_, before := now.In(zone).Zone()
	for ; now.Year() == year; now = now.Add(6 * time.Hour) {
		if _, offset := now.In(zone).Zone(); offset != before {
			found, before = append(found, now), offset
		}
	}
	return found
}
