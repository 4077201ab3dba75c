package office

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Overview is the supervisors' desk.
type Overview struct {
	Desk     people.Desk // whose first steps may not be over yet
	Frame    layout.Frame
	Me       people.ID
	Now      time.Time
	From, To time.Time // the stretch of the rails
	Until    time.Time // what is due before it may be late today
	IsOpen   bool      // Until is when the desk closes; else when the day ends
	Loads    []ticket.Load
	Roster   people.Roster // who sees which team's tickets
	Late     []ticket.Matter
	Risk     []ticket.Matter
	Unsorry  ticket.Unsorry
	Held     ticket.Braked
	Asked    Questions // the first of them
	AskedAll int
	Levels   []ticket.Level
	Pulse    ticket.Pulse
	Limits   ticket.Limits

	// What came back with a form that was not taken.
	Clash    string // somebody else was first
	Open     string // the id of the form
	Entry    Entry
	Problems []ui.Problem
}

// Entry is what was typed into a form that was not taken.
type Entry struct {
	Owner string
	Text  string
	Texts map[i18n.Locale]string // the brake's sentence, language by language
}

// The forms of this page, with a ticket's number behind them where there is one each.
const (
	FormGive   = "give"
	FormTake   = "take"
	FormSay    = "say"
	FormAside  = "aside"
	FormBrake  = "brake"
	FormUnsaid = "drop"
)

// FormID is the id of a form about a ticket.
func FormID(form string, number int64) string { return form + "-" + digits(number) }

// Has reports whether a form stands on the page: the lists show what is so now, and of long ones the first.
func (o Overview) Has(form string) bool {
	if form == FormBrake || form == FormUnsaid {
		return o.Held.Count > 0
	}
	has := func(m ticket.Matter) bool {
		return form == FormID(FormGive, m.Number) || form == FormID(FormTake, m.Number)
	}
	if slices.ContainsFunc(o.Late, has) || slices.ContainsFunc(o.Risk, has) {
		return true
	}
	return slices.ContainsFunc(o.Unsorry.List, func(u ticket.Unsaid) bool {
		return form == FormID(FormSay, u.Number) || form == FormID(FormAside, u.Number)
	})
}

func matterPath(number int64, act string) string {
	return "/office/tickets/" + digits(number) + "/" + act
}

func lists(l desk.List) string { return l.Address() }

// problemOf is the message at a field of the form that was not taken; with field "" the one about the whole.
func (o Overview) problemOf(form, field string) string {
	if o.Open != form {
		return ""
	}
	for _, p := range o.Problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}

// textOf is what was typed into a form, else what stands in it at first.
func (o Overview) textOf(form, first string) string {
	if o.Open == form {
		return o.Entry.Text
	}
	return first
}

// late counts the tickets that owe something: of each one promise is the oldest.
func (o Overview) late() int { return total(o.Late) }

func (o Overview) risky() int { return total(o.Risk) }

func total(all []ticket.Matter) int {
	if len(all) == 0 {
		return 0
	}
	return all[0].Total
}

// isCalm reports whether nothing asks for a supervisor.
func (o Overview) isCalm() bool { return o.late()+o.risky()+o.Unsorry.Customers == 0 }

// sentences are the page's title: what is so, in whole sentences.
func (o Overview) sentences(ctx context.Context) [][]i18n.Part {
	l := i18n.From(ctx)
	if o.isCalm() {
		return [][]i18n.Part{l.Parts("overview.title.calm"), l.Parts("overview.title.calm_more")}
	}
	all := [][]i18n.Part{l.Parts("overview.title.none_late")}
	if n := o.late(); n > 0 {
		all[0] = l.Parts("overview.title.late", i18n.Blanks{Count: n})
	}
	if n := o.risky(); n > 0 {
		b := i18n.Blanks{Count: n, Clock: l.Clock(o.Until)}
		switch {
		case o.late() > 0 && o.IsOpen:
			all = append(all, l.Parts("overview.title.risk_more", b))
		case o.late() > 0:
			all = append(all, l.Parts("overview.title.risk_more_today", b))
		case o.IsOpen:
			all = append(all, l.Parts("overview.title.risk", b))
		default:
			all = append(all, l.Parts("overview.title.risk_today", b))
		}
	}
	if n := o.Unsorry.Customers; n > 0 {
		all = append(all, l.Parts("overview.title.sorry", i18n.Blanks{Count: n}))
	}
	return all
}

// riskTitle is the heading above what may be late.
func (o Overview) riskTitle(ctx context.Context) string {
	l := i18n.From(ctx)
	if o.IsOpen {
		return l.T("overview.risk.before", i18n.Blanks{Clock: l.Clock(o.Until)})
	}
	return l.T("desk.list.risk")
}

// oldest is how long ago the first of the times broke that nobody has apologised for.
func (o Overview) oldest(ctx context.Context) string {
	l := i18n.From(ctx)
	var first time.Time
	for _, u := range o.Unsorry.List {
		if due := u.Broken[0].Due; first.IsZero() || due.Before(first) {
			first = due
		}
	}
	return l.T("overview.sorry.oldest", i18n.Blanks{Span: l.Span(o.Now.Sub(first))})
}

// crowd is from how many promises in two hours on somebody has too many.
const crowd = 6

// full is the share of a meter.
func full(next int) string { return strconv.Itoa(min(100, 100*next/crowd)) + "%" }

func (o Overview) load(id people.ID) ticket.Load {
	for _, l := range o.Loads {
		if l.ID == id {
			return l
		}
	}
	return ticket.Load{ID: id}
}

// working are those whose rail is shown: everybody who has promises, and those whose work it is to have them.
func (o Overview) working() []ticket.Load {
	var all []ticket.Load
	for _, l := range o.Loads {
		if l.Role == people.Agent || l.Role == people.Technician || l.Open > 0 || len(l.Points) > 0 {
			all = append(all, l)
		}
	}
	return all
}

// roomiest is whoever could best take a ticket: of the agents the one with the least in the next two hours, then
// with the fewest open tickets. Zero when there is nobody else.
func (o Overview) roomiest(m ticket.Matter) ticket.Load {
	var best ticket.Load
	for _, l := range o.Loads {
		if l.Role != people.Agent || !o.canTake(m, l.ID) {
			continue
		}
		if best.ID == 0 || l.Next < best.Next || l.Next == best.Next && l.Open < best.Open {
			best = l
		}
	}
	return best
}

// canTake reports whether a ticket can be given to somebody: they do not have it, and they see it.
func (o Overview) canTake(m ticket.Matter, id people.ID) bool {
	return (m.AssigneeID == nil || *m.AssigneeID != id) && !o.Roster.Hides(m.TeamID, id)
}

// takers are those to whom a ticket can be given, with how much each has.
func (o Overview) takers(ctx context.Context, m ticket.Matter, form string) []ui.Option {
	chosen := o.roomiest(m).ID
	var all []ui.Option
	for _, l := range o.Loads {
		if l.Role == people.Technician || !o.canTake(m, l.ID) {
			continue
		}
		value := digits(int64(l.ID))
		option := ui.Option{Value: value, Label: i18n.T(ctx, "overview.give.option", i18n.Blanks{Name: ui.Clean(l.Name), Number: i18n.From(ctx).Number(l.Next)}), Chosen: l.ID == chosen}
		if o.Open == form {
			option.Chosen = o.Entry.Owner == value
		}
		all = append(all, option)
	}
	return all
}

// was is the owner that stands on the page.
func was(m ticket.Matter) string {
	if m.AssigneeID == nil {
		return "0"
	}
	return digits(int64(*m.AssigneeID))
}

func (o Overview) rail(ctx context.Context, l ticket.Load) ui.Rail {
	r := desk.Day{From: o.From, To: o.To, Points: l.Points}.Rail(ctx, o.Now)
	r.ID = "-" + digits(int64(l.ID))
	for i := range r.Hours {
		r.Hours[i].Words = "" // they stand once, above
	}
	return r
}

// hours are the names above the rails, without the one that the flag of now covers.
func (o Overview) hours(ctx context.Context) []ui.Hour {
	day := desk.Day{From: o.From, To: o.To}
	var all []ui.Hour
	for _, h := range day.Rail(ctx, o.Now).Hours {
		if at := h.At - day.Place(o.Now); h.Words != "" && (at < -flag || at > flag) {
			all = append(all, h)
		}
	}
	return all
}

// flag is how near to an hour's name the flag of now covers it, in per cent of the rail.
const flag = 5

func (o Overview) now() float64 { return desk.Day{From: o.From, To: o.To}.Place(o.Now) }

// isOver reports whether the rails' stretch is past, or still to come: it has no now then.
func (o Overview) isOver() bool { return o.Now.Before(o.From) || o.Now.After(o.To) }

func percent(at float64) string { return strconv.FormatFloat(at, 'f', -1, 64) + "%" }

// need names the marks and icons that the page may come to draw when script draws it again.
func need(ctx context.Context) {
	ui.Need(ctx, "pt-kept", "pt-upcoming", "pt-soon", "pt-late", "pt-broken", "pt-now", "down", "send", "users")
}
