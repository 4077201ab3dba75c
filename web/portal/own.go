package portal

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// SigningIn is the page of signing in, as it was or as it comes back. The password never comes back.
type SigningIn struct {
	Company                 string
	Next                    string // where the visitor wanted to go
	Address                 string
	ByPassword              bool // the form with a password came back
	MaxAddress, MaxPassword int
	Problems                []ui.Problem
}

// Mine is a customer's list of tickets.
type Mine struct {
	Me          people.Person
	Rows        []ticket.OwnRow
	Filter      ticket.OwnFilter
	SeesCompany bool
	IsNext      bool   // not the first page
	IsAlone     bool   // there is no ticket at all
	Next        string // where the next page is; empty: nowhere
	Now         time.Time
}

// Address is where the list with a filter stands; more is added to it.
func (m Mine) Address(f ticket.OwnFilter, more url.Values) string {
	values := url.Values{}
	if f.State != ticket.OwnAll {
		values.Set("state", string(f.State))
	}
	if f.IsMine {
		values.Set("whose", "mine")
	}
	if f.Words != "" {
		values.Set("words", ui.Clean(f.Words))
	}
	for name, all := range more {
		values[name] = all
	}
	if len(values) == 0 {
		return "/my/tickets"
	}
	return "/my/tickets?" + values.Encode()
}

func (m Mine) tabs(l *i18n.Localizer) []ui.Tab {
	var all []ui.Tab
	for _, one := range []struct {
		state ticket.OwnState
		label string
	}{
		{ticket.OwnAll, l.T("own.list.all")},
		{ticket.OwnTurn, l.T("own.list.turn")},
		{ticket.OwnOpen, l.T("own.list.open")},
		{ticket.OwnClosed, l.T("own.list.closed")},
	} {
		f := m.Filter
		f.State = one.state
		all = append(all, ui.Tab{Label: one.label, Href: m.Address(f, nil), Current: one.state == m.Filter.State})
	}
	return all
}

// whose are the two choices of who sees their company's tickets.
func (m Mine) whose(l *i18n.Localizer) []ui.Option {
	return []ui.Option{
		{Value: "", Label: l.T("own.list.everybodys", i18n.Blanks{Company: m.Me.Company}), Chosen: !m.Filter.IsMine},
		{Value: "mine", Label: l.T("own.list.mine"), Chosen: m.Filter.IsMine},
	}
}

// top is where the first page stands, for who is on a later one.
func (m Mine) top() string {
	if !m.IsNext {
		return ""
	}
	return m.Address(m.Filter, nil)
}

// stand is the glyph of a row. Customers never see "soon": urgency is ours, not theirs.
func stand(r ticket.OwnRow) ui.State {
	switch {
	case r.Status == promise.Closed:
		if r.FinishedAs != nil && *r.FinishedAs == promise.Confirmed {
			return ui.Kept
		}
		return ui.Paused
	case r.Late != nil:
		return ui.Late
	case r.Status == promise.Solved && r.IsTurn():
		return ui.Kept
	case r.IsTurn():
		return ui.Paused
	default:
		return ui.Upcoming
	}
}

// next says what comes next on a ticket, in one sentence.
func next(l *i18n.Localizer, r ticket.OwnRow, now time.Time) []i18n.Part {
	switch {
	case r.Status == promise.Closed:
		return l.Parts("own.list.closed_at", i18n.Blanks{When: l.At(valueOf(r.ClosedAt), now)})
	case r.Late != nil:
		return sorry(l, *r.Late, now)
	case r.Status == promise.Solved && r.IsTurn():
		return l.Parts("promise.customer.asked")
	case r.IsTurn():
		return l.Parts("promise.customer.yours")
	case r.Due != nil:
		return says(l, &promise.Promise{Kind: *r.Kind, Words: *r.Words, Opens: valueOf(r.Opens), Due: *r.Due}, now)
	case r.Status == promise.OnHold:
		return l.Parts("promise.customer.held")
	case r.Status == promise.Solved:
		return l.Parts("own.list.solved")
	default:
		return l.Parts("promise.customer.working")
	}
}

// meta is a ticket's number, whose it is and since when.
func (m Mine) meta(l *i18n.Localizer, r ticket.OwnRow) string {
	b := i18n.Blanks{Number: strconv.FormatInt(r.Number, 10), Name: ui.Clean(r.RequesterName), When: l.At(r.OpenedAt, m.Now)}
	if r.RequesterID == m.Me.ID {
		return l.T("portal.ticket.meta", b)
	}
	return l.T("own.ticket.meta", b)
}

// Profile is a customer's own page about themselves.
type Profile struct {
	people.OwnProfile // what stands in the form
	Me                people.Person
	Addresses         []people.OwnAddress
	Password          people.PasswordState
	Sessions          []people.OwnSession
	MaxName           int
	Now               time.Time
	Problems          []ui.Problem
}

// problemsOf are those of one of the forms on the page.
func (p Profile) problemsOf(fields ...string) []ui.Problem {
	var all []ui.Problem
	for _, one := range p.Problems {
		for _, f := range fields {
			if one.Field == f {
				all = append(all, one)
			}
		}
	}
	return all
}

// browserName is what people call a browser and the machine that it runs on, as far as its own name for itself tells.
func browserName(ctx context.Context, agent string) string {
	find := func(all [][2]string) string {
		for _, one := range all {
			if strings.Contains(agent, one[0]) {
				return one[1]
			}
		}
		return ""
	}
	browser := find([][2]string{
		{"Edg/", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	})
	machine := find([][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"},
	})
	switch {
	case browser == "":
		return i18n.T(ctx, "own.session.unknown")
	case machine == "":
		return browser
	default:
		return browser + ", " + machine
	}
}

// lastUsed is when a session was used last, in real time, and from where if that is known.
func lastUsed(l *i18n.Localizer, s people.OwnSession) string {
	b := i18n.Blanks{When: l.Day(s.SeenAt, s.SeenAt) + " " + l.Clock(s.SeenAt), Address: s.Network}
	if s.Network == "" {
		return l.T("own.session.used", b)
	}
	return l.T("own.session.seen", b)
}

// Following is the page of somebody who is asked to see a ticket.
type Following struct {
	ticket.Invited
	Company  string
	Token    string
	MaxName  int
	Problems []ui.Problem
}

// ColleagueField is the id of the field for a colleague's address.
const ColleagueField = "colleague"

// Invitation is the form that asks a colleague, as it comes back.
type Invitation struct {
	Address  string
	Problems []ui.Problem
}

// isMine reports whether the ticket is the reader's own.
func (o Opened) isMine() bool { return o.Me == 0 || o.Me == o.RequesterID }

// isTogether reports whether it is worth saying who sees the ticket.
func (o Opened) isTogether() bool {
	return o.IsSigned && o.isMine() || len(o.Followers) > 0 || !o.isMine()
}

// meta is the ticket's number, whose it is and since when.
func (o Opened) meta(l *i18n.Localizer) string {
	b := i18n.Blanks{Number: strconv.FormatInt(o.Number, 10), Name: ui.Clean(o.Requester.Name), When: l.At(o.OpenedAt, o.Now)}
	if o.isMine() {
		return l.T("portal.ticket.meta", b)
	}
	return l.T("own.ticket.meta", b)
}

// confirmer is who of the customers said that it works, empty where it was the reader.
func (o Opened) confirmer(e event.Event) string {
	if e.ActorID == nil {
		return ""
	}
	return o.another(*e.ActorID, o.Named(int64(*e.ActorID)))
}

// whoConfirmed is who of the customers said last that it works, empty where it was the reader.
func (o Opened) whoConfirmed() string {
	for i := len(o.Events) - 1; i >= 0; i-- {
		if o.Events[i].Kind == event.CustomerConfirmed {
			return o.confirmer(o.Events[i])
		}
	}
	return ""
}

// another is who of the customers did something, empty where it was the reader.
func (o Opened) another(id people.ID, name string) string {
	if o.Me == 0 || id == o.Me {
		return ""
	}
	return ui.Clean(name)
}
