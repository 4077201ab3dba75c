// Package calendar counts business time, so that a promise of "four hours" means four hours in which somebody is
// there (docs/domain.md, rule 2). It is pure: it never knows what time it is now, and knows nothing of databases, tickets,
// policies or languages.
//
// Everything is exact to the microsecond, which is what Postgres keeps: finer parts of instants and durations are
// dropped. Instants outside the years 1 to 9999 are read as the nearest one inside. Instants are returned in UTC.
package calendar

import (
	"errors"
	"fmt"
	"time"
	// The rules of the time zones travel inside the binary: a minimal container has no zone files, and there a desk
	// that could start yesterday would refuse its own calendar today. Where the machine has zone files they still win,
	// so that a rule changed by a parliament arrives with the system's updates.
	_ "time/tzdata"
)

// What New refuses, for callers that have a sentence of their own for each.
var (
	ErrZone   = errors.New("unknown time zone")
	ErrSpan   = errors.New("impossible opening hours")
	ErrDate   = errors.New("impossible date of an exception")
	ErrClosed = errors.New("no open time in 366 days")
)

// Span is a stretch of open minutes on the wall clock: From is open, To is not. Both are minutes of the local day;
// From is 0 to 1439 and To 0 to 1440, where 1440 is 24:00. To before From is a night that ends on the next date.
// To equal to From is refused, since it could mean no time or a whole day (which is 0 to 1440).
type Span struct{ From, To int }

// Week is the opening hours of an ordinary week, by time.Weekday. Spans may come in any order and may overlap.
type Week [7][]Span

// Exception is what holds on one date instead of the week: it replaces all open minutes of its own local date and of
// no other. So an exception on the 25th takes the hours after midnight from the night of the 24th, and leaves the hours
// after midnight of the night of the 25th, which are the 26th's. No Open means closed. For the same reason its spans
// must end by 24:00.
type Exception struct {
	Date Date
	Open []Span
}

// Interval is a stretch of open time between two instants: From is open, To is not.
type Interval struct{ From, To time.Time }

// Calendar is weekly business hours and dated exceptions in an IANA zone. It is immutable, and safe to share.
type Calendar struct {
	zone       *time.Location
	week       Week           // cut at midnight, sorted, merged
	exceptions map[day][]Span // likewise
}

// New makes a calendar of the hours of a week and its exceptions in an IANA zone such as "Europe/Copenhagen".
//
// It returns ErrZone for a zone that has no such name (an empty one and "Local" too, which would depend on the
// machine), ErrSpan for hours that a day does not have, ErrDate for a date that does not exist or has two exceptions,
// and ErrClosed for a calendar that anywhere in time has 366 dates in a row without opening hours. The last needs no
// clock: after its last exception a calendar is its week for ever, so the week must not be empty, and only a run of
// exceptions can keep it closed for that long.
func New(zone string, week Week, exceptions []Exception) (*Calendar, error) {
	location, err := load(zone)
	if err != nil {
		return nil, err
	}
	c := &Calendar{zone: location, exceptions: make(map[day][]Span, len(exceptions))}
	if c.week, err = cutWeek(week); err != nil {
		return nil, err
	}
	for _, e := range exceptions {
		d := e.Date.day()
		if d.date() != e.Date {
			return nil, fmt.Errorf("exception on %s: %w", e.Date, ErrDate)
		}
		if _, taken := c.exceptions[d]; taken {
			return nil, fmt.Errorf("second exception on %s: %w", e.Date, ErrDate)
		}
		if c.exceptions[d], err = cutDate(e.Open); err != nil {
			return nil, fmt.Errorf("exception on %s: %w", e.Date, err)
		}
	}
	if c.closesForAYear() {
		return nil, ErrClosed
	}
	return c, nil
}

// Zone returns the time zone that the calendar's hours are meant in.
func (c *Calendar) Zone() *time.Location { return c.zone }

// load finds a zone by its IANA name.
func load(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("zone %q: %w", name, ErrZone)
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("zone %q: %w: %w", name, ErrZone, err)
	}
	return location, nil
}
