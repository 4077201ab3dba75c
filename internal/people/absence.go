package people

import (
	"slices"
	"time"

	"github.com/kepthq/kept/internal/fault"
)

// AbsenceID is an absence's number.
type AbsenceID int64

// How far absences reach: into the past, since illness is entered when one is back, and into the future.
const (
	AbsenceEntered = 31 * 24 * time.Hour
	AbsenceAhead   = 3 * 366 * 24 * time.Hour
	MostAbsences   = 50 // of one person, that have not ended
)

// Absence is when somebody of the staff is not there. Why is nobody's business.
type Absence struct {
	ID          AbsenceID
	Person      ID
	Name        string // theirs
	Begins      time.Time
	Ends        time.Time // the first instant at which they are there again
	StandIn     ID        // 0: the team of each ticket
	StandInName string
	EnteredBy   *ID
	SeenAt      *time.Time
	Version     int64 // another one after every change of it

	Able  bool     // the stand-in works here and can own tickets
	Blind []TeamID // teams whose tickets the stand-in does not see
}

// Covers reports whether an instant lies in it.
func (a Absence) Covers(at time.Time) bool { return !at.Before(a.Begins) && at.Before(a.Ends) }

// Absences are those that have not ended.
type Absences []Absence

// At is somebody's absence at an instant; false: they are there.
func (all Absences) At(id ID, at time.Time) (Absence, bool) {
	for _, a := range all {
		if a.Person == id && a.Covers(at) {
			return a, true
		}
	}
	return Absence{}, false
}

// Instead is who has what falls due at an instant for a team's ticket while somebody is away: their stand-in, where there is one
// who is there, else 0, the team. False: they are there themselves.
func (all Absences) Instead(id ID, team TeamID, at time.Time) (standIn ID, away bool) {
	a, away := all.At(id, at)
	if !away || a.StandIn == 0 || !a.Able || slices.Contains(a.Blind, team) {
		return 0, away
	}
	if _, gone := all.At(a.StandIn, at); gone {
		return 0, true
	}
	return a.StandIn, true
}

// Of are somebody's, the next first.
func (all Absences) Of(id ID) Absences {
	var theirs Absences
	for _, a := range all {
		if a.Person == id {
			theirs = append(theirs, a)
		}
	}
	return theirs
}

// Planned is an absence as it is entered.
type Planned struct {
	Begins, Ends time.Time
	StandIn      ID    // 0: the team of each ticket
	Was          int64 // the version that the form was filled from, of one that is changed
}

// check says what is wrong with it at an instant, all fields at once. What has begun keeps its begin.
func (p Planned) check(person ID, now time.Time, was *Absence) error {
	var from, until, standIn *fault.Error
	begun := was != nil && !was.Begins.After(now)
	switch {
	case begun && !p.Begins.Equal(was.Begins):
		from = fault.Conflict("absence.fault.begun").On("from")
	case !begun && p.Begins.Before(now.Add(-AbsenceEntered)):
		from = fault.Invalid("absence.fault.past").On("from")
	}
	switch {
	case !p.Ends.After(p.Begins):
		until = fault.Invalid("absence.fault.order").On("until")
	case !p.Ends.After(now):
		until = fault.Invalid("absence.fault.over").On("until")
	case p.Ends.After(now.Add(AbsenceAhead)):
		until = fault.Invalid("absence.fault.far").On("until")
	}
	if p.StandIn == person {
		standIn = fault.Invalid("absence.fault.oneself").On("stand_in")
	}
	return fault.Join(from, until, standIn)
}
