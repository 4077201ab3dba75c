package office

import (
	"context"
	"net/url"
	"time"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Audit is the page of the record of what was done to rights, settings and persons.
type Audit struct {
	Frame    layout.Frame
	Sought   Sought
	Groups   []string // what entries are about so far
	Records  []audit.Record
	Next     string // the address of the older ones; empty when there are none
	Now      time.Time
	Problems []ui.Problem
}

// Sought is what the filter's form says.
type Sought struct {
	Who, About, Group, From, To string
	Before                      string // the page behind an entry
}

// MaxSought is how long a name or address in the filter may be, in UTF-16 units.
const MaxSought = 254

// Any reports whether anything is sought for.
func (s Sought) Any() bool { return s.Who+s.About+s.Group+s.From+s.To != "" }

// Address is the page of what is sought for.
func (s Sought) Address() string {
	q := url.Values{}
	for name, value := range map[string]string{"who": s.Who, "about": s.About, "kind": s.Group, "from": s.From, "to": s.To, "before": s.Before} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/office/audit"
	}
	return "/office/audit?" + q.Encode()
}

// day is the entries of one day, newest first.
type day struct {
	name    string
	records []audit.Record
}

func (p Audit) days(l *i18n.Localizer) []day {
	var all []day
	for _, r := range p.Records {
		name := l.Day(r.At, p.Now)
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, day{name: name})
		}
		all[len(all)-1].records = append(all[len(all)-1].records, r)
	}
	return all
}

func (p Audit) groups(ctx context.Context) []ui.Option {
	all := []ui.Option{{Value: "", Label: i18n.T(ctx, "audit.filter.all")}}
	known := p.Sought.Group == ""
	for _, g := range p.Groups {
		known = known || g == p.Sought.Group
		all = append(all, ui.Option{Value: g, Label: groupName(ctx, g), Chosen: g == p.Sought.Group})
	}
	if !known {
		all = append(all, ui.Option{Value: p.Sought.Group, Label: groupName(ctx, p.Sought.Group), Chosen: true})
	}
	return all
}

func (p Audit) wrong(field string) string {
	for _, problem := range p.Problems {
		if problem.Field == field {
			return problem.Message
		}
	}
	return ""
}

func (p Audit) nothing(ctx context.Context) ui.Nothing {
	if p.Sought.Any() || p.Sought.Before != "" {
		return ui.Nothing{State: ui.Upcoming, Title: i18n.T(ctx, "audit.none.title"), Text: i18n.T(ctx, "audit.none.text")}
	}
	return ui.Nothing{State: ui.Upcoming, Title: i18n.T(ctx, "audit.empty.title"), Text: i18n.T(ctx, "audit.empty.text")}
}

// by leads to all that a person did, about to all that was done to them.
func by(name string) string    { return Sought{Who: name}.Address() }
func about(name string) string { return Sought{About: name}.Address() }

// AuditHeads are the first line of the table that somebody takes away.
func AuditHeads(l *i18n.Localizer) []string {
	return []string{
		l.T("audit.sheet.entry"), l.T("audit.sheet.when"), l.T("audit.sheet.what"), l.T("audit.filter.who"), l.T("audit.filter.about"), l.T("audit.sheet.kind"),
		l.T("audit.sheet.object"), l.T("audit.sheet.was"), l.T("audit.sheet.became"), l.T("audit.sheet.network"),
	}
}

// AuditCells are an entry's line in it.
func AuditCells(l *i18n.Localizer, r audit.Record) []string {
	said := ""
	for _, part := range told(l, r) {
		switch part.Mark {
		case "who":
			said += doer(r)
		case "whom":
			said += r.Person
		default:
			said += part.Text
		}
	}
	return []string{
		number(r.ID), r.At.UTC().Format("2006-01-02 15:04:05"), ui.Clean(said), ui.Clean(doer(r)), ui.Clean(r.Person), string(r.Kind),
		ui.Clean(r.Object), ui.Clean(r.Was), ui.Clean(r.Became), ui.Clean(r.Network),
	}
}

// doer is the name of who did it.
func doer(r audit.Record) string {
	if r.ActorID == nil {
		return "Kept"
	}
	return r.Actor
}
