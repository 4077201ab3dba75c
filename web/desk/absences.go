package desk

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// AbsencesAddress is where absences are entered.
const AbsencesAddress = "/desk/profile/absences"

// absenceClock is how a time of day stands in the form.
const absenceClock = "15:04"

// Absences is the page of who is away.
type Absences struct {
	Frame   layout.Frame
	Me      people.Person
	Now     time.Time
	All     people.Absences  // that have not ended, of everybody
	Earlier []people.Absence // the reader's own that are over
	Form    AbsenceForm
	Visits  bool // the reader comes to customers: they see nothing of their colleagues, and of no tickets but those of their visits
}

// OneAbsence is the page on which an absence is changed.
type OneAbsence struct {
	Frame   layout.Frame
	Me      people.Person
	Now     time.Time
	Absence people.Absence
	Stale   bool // it was changed after the form was filled: the page says how it stands
	Form    AbsenceForm
}

// AbsenceForm is an absence as it is typed.
type AbsenceForm struct {
	Who                              people.ID // 0: the reader
	From, FromTime, Until, UntilTime string
	StandIn                          people.ID
	Was                              int64           // the version that it was filled from
	Fixed                            bool            // it is about Who, and nobody else can be chosen
	Begun                            bool            // its begin cannot be changed any more
	People                           []people.Called // of whom the reader may say when they are away
	StandIns                         []people.Person // none: nobody is asked for
	Problems                         []ui.Problem
}

// AbsenceFormOf is how an absence stands in the form when nobody has typed, in the zone of whoever is away.
func AbsenceFormOf(a people.Absence, zone *time.Location) AbsenceForm {
	f := AbsenceForm{Who: a.Person, StandIn: a.StandIn, Was: a.Version}
	begins, ends := a.Begins.In(zone), a.Ends.In(zone)
	f.From, f.Until = begins.Format(time.DateOnly), ends.Format(time.DateOnly)
	if !isMidnight(begins) {
		f.FromTime = begins.Format(absenceClock)
	}
	if isMidnight(ends) {
		f.Until = ends.AddDate(0, 0, -1).Format(time.DateOnly)
	} else {
		f.UntilTime = ends.Format(absenceClock)
	}
	return f
}

func isMidnight(t time.Time) bool { return t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 }

// mine are the reader's own, others everybody else's.
func (p Absences) mine() []people.Absence { return p.All.Of(p.Me.ID) }

func (p Absences) others() []people.Absence {
	var all []people.Absence
	for _, a := range p.All {
		if a.Person != p.Me.ID {
			all = append(all, a)
		}
	}
	return all
}

// mayPlan reports whether the reader says when somebody is away.
func (f AbsenceForm) mayPlan(id people.ID) bool {
	for _, p := range f.People {
		if p.ID == id {
			return true
		}
	}
	return false
}

func (f AbsenceForm) whos() []ui.Option {
	var out []ui.Option
	for _, p := range f.People {
		out = append(out, ui.Option{Value: number(int64(p.ID)), Label: p.Name, Chosen: p.ID == f.Who})
	}
	return out
}

// isOf reports whether the form is about somebody, and cannot be about anybody else.
func (f AbsenceForm) isOf(id people.ID) bool {
	if f.Fixed {
		return id == f.Who
	}
	return len(f.People) == 1 && f.People[0].ID == id
}

// standIns are who can be chosen, the team first.
func (f AbsenceForm) standIns(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "0", Label: i18n.T(ctx, "absence.team"), Chosen: f.StandIn == 0}}
	for _, p := range f.StandIns {
		if f.isOf(p.ID) {
			continue // nobody stands in for themselves
		}
		out = append(out, ui.Option{Value: number(int64(p.ID)), Label: p.Name, Chosen: p.ID == f.StandIn})
	}
	return out
}

// awayFor says when somebody is away: in days where whole days are meant.
func awayFor(ctx context.Context, a people.Absence, now time.Time) string {
	l := i18n.From(ctx)
	begins, ends := a.Begins.In(l.Zone()), a.Ends.In(l.Zone())
	from, to := l.At(begins, now), l.At(ends, now)
	if isMidnight(begins) {
		from = l.Day(begins, now)
	}
	if isMidnight(ends) {
		to = l.Day(ends.Add(-time.Minute), now)
		if isMidnight(begins) && ends.Sub(begins) < 26*time.Hour {
			return from
		}
	}
	return l.T("absence.days", i18n.Blanks{From: from, To: to})
}

// AwayUntil says until when somebody is away, for a line beside their name.
func AwayUntil(ctx context.Context, back, now time.Time) string {
	l := i18n.From(ctx)
	back = back.In(l.Zone())
	if isMidnight(back) {
		return l.Day(back.Add(-time.Minute), now)
	}
	return l.At(back, now)
}

// whoHas says who has meanwhile what falls due.
func (p Absences) whoHas(ctx context.Context, a people.Absence) string {
	l := i18n.From(ctx)
	switch {
	case a.StandIn == 0 || !a.Able:
		return l.T("absence.team_has")
	case p.bothAway(a):
		return l.T("absence.stand_in_away", i18n.Blanks{Name: First(a.StandInName)})
	default:
		return l.T("absence.has", i18n.Blanks{Name: First(a.StandInName)})
	}
}

// bothAway reports whether the stand-in is away for a part of it.
func (p Absences) bothAway(a people.Absence) bool {
	for _, other := range p.All.Of(a.StandIn) {
		if other.Begins.Before(a.Ends) && a.Begins.Before(other.Ends) {
			return true
		}
	}
	return false
}
