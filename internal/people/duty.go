package people

import (
	"slices"
	"time"

	"github.com/kepthq/kept/internal/calendar"
)

// OnDuty is how a ladder names the supervisors on duty: whom the roster names for now, else those within their hours.
const OnDuty = "on_duty"

// Shift is a stretch of time in which somebody is on duty: From is in it, To is not.
type Shift struct{ From, To time.Time }

func (s Shift) covers(t time.Time) bool { return !t.Before(s.From) && t.Before(s.To) }

// Leads reports whether somebody of this role can stand on the duty roster.
func (r Role) Leads() bool { return r == Supervisor || r == Admin }

// isOnShift reports whether the roster names the colleague for an instant.
func (c Colleague) isOnShift(now time.Time) bool {
	return !c.Away && c.Role.Leads() && slices.ContainsFunc(c.Shifts, func(s Shift) bool { return s.covers(now) })
}

// IsThere reports whether it is within the colleague's hours, or they are on duty; a desk that has no hours is always open.
func (c Colleague) IsThere(now time.Time, open *calendar.Calendar) bool {
	return c.isOnShift(now) || c.isThere(now, open)
}

// NextThere is when the colleague is there next: now, when their hours begin, or their next duty.
func (c Colleague) NextThere(now time.Time, open *calendar.Calendar) time.Time {
	if c.IsThere(now, open) {
		return now
	}
	hours := c.Hours(open)
	if hours == nil {
		return now
	}
	next := hours.NextOpening(now)
	for _, s := range c.Shifts {
		if c.Role.Leads() && s.From.After(now) && s.From.Before(next) {
			next = s.From
		}
	}
	return next
}

// Answers says why somebody is told at a time: by the roster, by their hours, or because nobody else is there.
type Answers int

// Who answers for a stretch of time.
const (
	ByRoster Answers = iota // whom the roster names
	ByHours                 // the roster names nobody: the supervisors within their hours
	ByAdmins                // and none of them is there: the admins
)

// duty is who of the supervisors is on duty at an instant, and why they are.
func (r Roster) duty(now time.Time, open *calendar.Calendar) (Roster, Answers) {
	if named := r.filter(func(c Colleague) bool { return c.isOnShift(now) }); len(named) > 0 {
		return named, ByRoster
	}
	there := r.filter(func(c Colleague) bool { return c.Role == Supervisor && c.IsThere(now, open) })
	if len(there) > 0 {
		return there, ByHours
	}
	return r.filter(func(c Colleague) bool { return c.Role == Admin }), ByAdmins
}

// Cover is a stretch of time in which the same people are on duty for the same reason.
type Cover struct {
	From, To time.Time
	Who      []ID
	By       Answers
}

// Covers says who is on duty between two instants, stretch by stretch, without a gap. Who is away is nobody to be told.
func (r Roster) Covers(from, to time.Time, open *calendar.Calendar, away Absences) []Cover {
	var all []Cover
	edges := r.edges(from, to, open, away)
	for i, at := range edges[:len(edges)-1] {
		who, by := r.at(at, away).duty(at, open)
		ids := who.ids()
		if last := len(all) - 1; last >= 0 && all[last].By == by && slices.Equal(all[last].Who, ids) {
			all[last].To = edges[i+1]
			continue
		}
		all = append(all, Cover{From: at, To: edges[i+1], Who: ids, By: by})
	}
	return all
}

// Lasting is the first of these stretches, until one of its people goes or is there for another reason, whoever joins them. To is
// zero where no end is in sight.
func Lasting(covers []Cover) Cover {
	first := covers[0]
	for _, c := range covers[1:] {
		if c.By != first.By || slices.ContainsFunc(first.Who, func(id ID) bool { return !slices.Contains(c.Who, id) }) {
			first.To = c.From
			return first
		}
	}
	first.To = time.Time{}
	return first
}

// at is the roster with who is away at an instant.
func (r Roster) at(at time.Time, away Absences) Roster {
	then := slices.Clone(r)
	for i := range then {
		_, then[i].Away = away.At(then[i].ID, at)
	}
	return then
}

// edges are the instants between two at which somebody who leads comes or goes, in order, with both.
func (r Roster) edges(from, to time.Time, open *calendar.Calendar, away Absences) []time.Time {
	edges := []time.Time{from.UTC(), to.UTC()}
	add := func(t time.Time) {
		if t.After(from) && t.Before(to) {
			edges = append(edges, t.UTC())
		}
	}
	for _, c := range r {
		if !c.Role.Leads() {
			continue
		}
		for _, a := range away.Of(c.ID) {
			add(a.Begins)
			add(a.Ends)
		}
		for _, s := range c.Shifts {
			add(s.From)
			add(s.To)
		}
		if hours := c.Hours(open); hours != nil && c.Role == Supervisor {
			for _, i := range openBetween(hours, from, to) {
				add(i.From)
				add(i.To)
			}
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	return slices.CompactFunc(edges, time.Time.Equal)
}

// openBetween is the hours of the dates that lie between two instants, and of the nights that reach into them.
func openBetween(c *calendar.Calendar, from, to time.Time) []calendar.Interval {
	var all []calendar.Interval
	for day := from.In(c.Zone()).AddDate(0, 0, -1); !day.After(to.Add(24 * time.Hour)); day = day.AddDate(0, 0, 1) {
		all = append(all, c.OpenOn(calendar.DateOf(day))...)
	}
	return all
}
