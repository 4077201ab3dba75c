package desk

import (
	"context"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// DayAddress is the page of somebody's own day.
const DayAddress = layout.DayAddress

// DayPlan is the page of somebody's own day: their appointments in order, each with what is needed at the door.
type DayPlan struct {
	Frame layout.Frame
	Stops Stops
	On    time.Time // midnight of the day that is shown
	Today time.Time // midnight of today
	Next  *time.Time
}

// Stops are appointments, with what was wrong with the form of one of them.
type Stops struct {
	All      []ticket.Stop
	Now      time.Time
	Limits   ticket.Limits
	Key      string // of the forms
	Back     string // the page that they stand on, which a form leads back to
	OfTicket bool   // they stand on their ticket's page, where each says its day
	Of       promise.ID
	Zone     *time.Location // of the desk, which says what a day is
	Day      string         // what was chosen
	At       string         // what was typed
	Words    string
	Problems []Problem
}

// Errand is the page of a ticket for whoever comes to its customer: the appointments, and what was said.
type Errand struct {
	Frame  layout.Frame
	Ticket Ticket
	Stops  Stops
}

// AddressOfDay is the page of a day.
func AddressOfDay(day time.Time) string { return DayAddress + "?on=" + day.Format(time.DateOnly) }

// days are the tabs of the page: the days around today, and the one that is shown if it is none of them.
func (d DayPlan) days(ctx context.Context) []ui.Tab {
	l := i18n.From(ctx)
	tab := func(day time.Time, label string) ui.Tab {
		return ui.Tab{Href: AddressOfDay(day), Label: label, Current: day.Equal(d.On)}
	}
	all := []ui.Tab{
		tab(d.Today.AddDate(0, 0, -1), l.T("day.yesterday")),
		{Href: DayAddress, Label: l.T("day.today"), Current: d.On.Equal(d.Today)},
		tab(d.Today.AddDate(0, 0, 1), l.T("day.tomorrow")),
	}
	if d.On.Before(d.Today.AddDate(0, 0, -1)) || d.On.After(d.Today.AddDate(0, 0, 1)) {
		all = append(all, tab(d.On, l.Day(d.On, d.Stops.Now)))
	}
	return all
}

// nothing says when the next appointment is, where a day has none.
func (d DayPlan) nothing(ctx context.Context) string {
	l := i18n.From(ctx)
	if d.Next == nil {
		return l.T("day.none_later")
	}
	return l.T("day.next", i18n.Blanks{When: l.At(*d.Next, d.Stops.Now)})
}

// cameOn are the days on which somebody can have come who says so later: the window's, and today. None where they are one.
func (s Stops) cameOn(ctx context.Context, of ticket.Stop) []ui.Option {
	return daysSince(ctx, of.From().In(s.Zone), s.Now.In(s.Zone), s.typed(of, s.Day))
}

// path is where the forms of a stop go.
func (s Stops) path(of ticket.Stop, act string) string {
	return DayAddress + "/stops/" + strconv.FormatInt(int64(of.ID), 10) + "/" + act
}

func (s Stops) id(of ticket.Stop, part string) string {
	return part + "-" + strconv.FormatInt(int64(of.ID), 10)
}

// wrong is what was wrong with a field of a stop's form; an empty field is for the whole of it.
func (s Stops) wrong(of ticket.Stop, field string) string {
	if s.Of != of.ID {
		return ""
	}
	for _, p := range s.Problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}

// lost is what was wrong with a form whose appointment does not stand any more.
func (s Stops) lost() string {
	if s.Of != 0 || len(s.Problems) == 0 {
		return ""
	}
	return s.Problems[0].Message
}

// isWrong reports whether the form of a stop was refused.
func (s Stops) isWrong(of ticket.Stop) bool { return s.Of == of.ID && len(s.Problems) > 0 }

func (s Stops) typed(of ticket.Stop, text string) string {
	if s.Of != of.ID {
		return ""
	}
	return text
}

// state is how a stop is drawn.
func (s Stops) state(of ticket.Stop) ui.State {
	switch {
	case of.IsMissed() || of.State == promise.Pending && of.Due.Before(s.Now):
		return ui.Late
	case of.State == promise.Broken:
		return ui.Broken
	case of.State == promise.Kept:
		return ui.Kept
	case !of.From().After(s.Now.Add(30 * time.Minute)):
		return ui.Soon
	default:
		return ui.Upcoming
	}
}

// how says how a stop went; empty while it is to come.
func (s Stops) how(ctx context.Context, of ticket.Stop) string {
	l := i18n.From(ctx)
	b := i18n.Blanks{Customer: First(of.Customer)}
	if at := of.EndedAt; at != nil {
		b.Time = l.Clock(*at)
	}
	if of.Delivered != nil {
		b.Time = l.Clock(*of.Delivered)
	}
	switch {
	case of.DoneAt != nil:
		return l.T("day.state.done", i18n.Blanks{Time: l.Clock(*of.DoneAt)})
	case of.State == promise.Pending:
		return ""
	case of.IsMissed():
		return l.T("day.state.missed")
	}
	switch of.Outcome {
	case promise.Arrived:
		return l.T("day.state.arrived", b)
	case promise.NotAtHome:
		return l.T("day.state.nobody", b)
	case promise.Reached:
		return l.T("kinds.call.reached", b)
	case promise.LeftMessage:
		return l.T("kinds.call.message", b)
	default:
		return l.T("kinds.call.not_reached", b)
	}
}

// isThere reports whether somebody has come to a visit and is not done.
func isThere(of ticket.Stop) bool {
	return of.Kind == promise.Visit && of.Outcome == promise.Arrived && of.State != promise.Pending && of.DoneAt == nil
}

// mayCome reports whether somebody can still come to a visit.
func mayCome(of ticket.Stop) bool { return of.Kind == promise.Visit && of.IsOpen() }

// mayRing reports whether a call is to be made.
func mayRing(of ticket.Stop) bool {
	return of.Kind == promise.Callback && of.State == promise.Pending
}

// numberOf is a phone number as a phone dials it.
func numberOf(phone string) string {
	var digits []rune
	for i, r := range phone {
		if r >= '0' && r <= '9' || r == '+' && i == 0 {
			digits = append(digits, r)
		}
	}
	return "tel:" + string(digits)
}

// howIcon is the icon beside how a stop went.
func howIcon(of ticket.Stop) string {
	switch {
	case of.IsMissed():
		return "alert"
	case of.Outcome == promise.Arrived || of.Outcome == promise.Reached:
		return "check"
	default:
		return "info"
	}
}

func lateWords(ctx context.Context, minutes int) string {
	return i18n.T(ctx, "kinds.act.late", i18n.Blanks{Minutes: strconv.Itoa(minutes)})
}
