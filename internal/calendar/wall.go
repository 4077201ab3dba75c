package calendar

import (
	"math"
	"time"
)

// Instants are counted in microseconds after 1970 in UTC, and so are readings of the wall clock, as if it stood in UTC.
const (
	minuteLong = int64(time.Minute / time.Microsecond)
	dayLong    = 24 * 60 * minuteLong

	earliest = int64(firstDay) * dayLong
	latest   = (int64(lastDay) + 1) * dayLong
)

// micros counts an instant, or the nearest one within reach.
func micros(t time.Time) int64 {
	switch seconds := t.Unix(); {
	case seconds < earliest/1_000_000:
		return earliest
	case seconds >= latest/1_000_000:
		return latest
	default:
		return t.UnixMicro()
	}
}

func instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// Wall returns the instant at which the clock in the calendar's zone shows a minute of a date, 0 to 1440 (others are
// read as the nearest of these). A time that the clock skips means the end of the gap, one that it shows twice the
// first occurrence (docs/domain.md, rule 2).
func (c *Calendar) Wall(date Date, minute int) time.Time { return WallIn(c.zone, date, minute) }

// WallIn is Wall for the clock of any zone: agreed times are meant where the customer lives.
func WallIn(zone *time.Location, date Date, minute int) time.Time {
	clock := wallClock{zone: zone}
	return instant(clock.reaches(date.day(), int64(min(max(minute, 0), midnight))*minuteLong))
}

// wallClock finds the instants of local times. Asked for them in order it looks into the zone's rules only where the
// offset changes, which makes walking through years quick.
type wallClock struct {
	zone        *time.Location
	offset      int64 // microseconds east of UTC, from the first of these instants until before the second
	from, until int64
}

// reaches returns the first instant at which the clock shows a time of a day or a later one. This one rule gives the
// end of a gap, the first occurrence in a fold, and no time at all to a date that a zone skipped (Samoa's 30 December
// 2011); and it makes the days tile time: each lasts from the first instant of its own midnight to that of the next.
func (w *wallClock) reaches(d day, sinceMidnight int64) int64 {
	local := int64(d)*dayLong + sinceMidnight
	// No zone is more than 16 hours from UTC, so the clock cannot have shown this a day before UTC does.
	if before := local - dayLong; before < w.from || before >= w.until {
		w.look(before)
	}
	begin := w.from
	for {
		if t := max(local-w.offset, begin); t < w.until {
			return t
		}
		begin = w.until
		w.look(begin)
	}
}

// look reads the zone's offset at an instant, and until when it surely holds. Of the bounds that the library gives only
// the end is of use: for years that are made by rule the start may be 1 January, and the end the 365th day of a leap
// year although it is the 366th; the rules of that year hold until its last midnight.
func (w *wallClock) look(t int64) {
	there := time.UnixMicro(t).In(w.zone)
	_, seconds := there.Zone()
	w.offset = int64(seconds) * 1_000_000
	w.from, w.until = t, math.MaxInt64
	if _, end := there.ZoneBounds(); !end.IsZero() {
		w.until = end.UnixMicro()
	}
	if w.until <= t {
		w.until = (floor(t, dayLong) + 1) * dayLong
	}
}

// shows returns the local date and the time since its midnight that the clock shows at an instant.
func (w *wallClock) shows(t int64) (d day, sinceMidnight int64) {
	if t < w.from || t >= w.until {
		w.look(t)
	}
	local := t + w.offset
	d = day(floor(local, dayLong))
	return d, local - int64(d)*dayLong
}

// dayOf returns the day that an instant belongs to. It is the date that the clock shows, but for a clock that is set
// back across midnight: what it then shows again of the old date belongs to the new one, which has begun.
func (w *wallClock) dayOf(t int64) day {
	d, _ := w.shows(t)
	for w.reaches(d+1, 0) <= t {
		d++
	}
	return d
}
