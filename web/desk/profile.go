package desk

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Profile is the page of somebody's own settings.
type Profile struct {
	Frame    layout.Frame
	Me       people.Person
	Language string // what stands in the form
	Self     people.Profile
	Wish     Wish
	MaxName  int
	Kept     ticket.Score // their own, of this week, the last, this month and the last
	Problems []Problem
}

// Whose hours somebody has.
const (
	DeskHours = "desk"
	OwnHours  = "own"
)

// Wish is how somebody wishes to be told, as it stands in the form.
type Wish struct {
	Mail, Hours, From, To string
	Days                  []string // numbers of weekdays; 0 is Sunday
}

// HoursOf reads the hours of a form; nil: the desk's. Hours that somebody typed and then did not choose are not looked at. It
// reports false where nothing is chosen.
func (w Wish) HoursOf(minutes func(clock string) int) (own *people.Hours, chosen bool) {
	switch w.Hours {
	case DeskHours:
		return nil, true
	case OwnHours:
	default:
		return nil, false
	}
	own = &people.Hours{From: minutes(w.From), To: minutes(w.To)}
	for _, day := range w.Days {
		n, err := strconv.Atoi(day)
		if err != nil {
			n = -1 // no day: the room refuses it
		}
		own.Days = append(own.Days, time.Weekday(n))
	}
	return own, true
}

// WishOf is how it stands in the form when nobody has typed. Who has no hours of their own sees those of an office.
func WishOf(r people.Reach) Wish {
	w := Wish{Mail: string(r.Mail), Hours: OwnHours}
	h := r.Own
	if h == nil {
		w.Hours = DeskHours
		h = &people.Hours{From: 9 * 60, To: 17 * 60, Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}}
	}
	w.From, w.To = clockOf(h.From), clockOf(h.To)
	for _, d := range h.Days {
		w.Days = append(w.Days, strconv.Itoa(int(d)))
	}
	return w
}

func clockOf(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// HoursForm asks when somebody is on duty.
type HoursForm struct {
	Wish   Wish
	Title  string
	Hint   string
	Wrongs func(field string) string
}

// problem is what is wrong with a field.
func (p Profile) problem(field string) string {
	for _, one := range p.Problems {
		if one.Field == field {
			return one.Message
		}
	}
	return ""
}

func (p Profile) languages() []ui.Option {
	var out []ui.Option
	for _, l := range i18n.Locales {
		out = append(out, ui.Option{Value: string(l), Label: l.Name(), Lang: string(l), Chosen: string(l) == p.Language})
	}
	return out
}

// days are the days of the week, from Monday on.
func (w Wish) days(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for i := range 7 {
		day := time.Date(2026, time.January, 5+i, 12, 0, 0, 0, l.Zone()) // the 5th is a Monday
		value := strconv.Itoa(int(day.Weekday()))
		out = append(out, ui.Option{Value: value, Label: l.Weekday(day), Chosen: slices.Contains(w.Days, value)})
	}
	return out
}
