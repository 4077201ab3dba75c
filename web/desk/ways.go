package desk

import (
	"context"
	"slices"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
)

// WaysAddress is the page on which somebody chooses how they are told.
const WaysAddress = "/desk/profile/notices"

// The fields of its form: under each the kinds that are ticked.
const (
	InApp     = "app"
	ByMail    = "mail"
	InBrowser = "browser"
	Shown     = "kind" // all that the page shows, ticked or not
)

// Ways is the page on which somebody chooses how they are told of what.
type Ways struct {
	Frame   layout.Frame
	Me      people.Person
	Choices []notify.Choice
	Mail    people.MailNotices // whether anything comes by mail
}

// wayGroup is some kinds that belong together, with what they are called.
type wayGroup struct {
	title string
	sure  bool // these always stand in the app
	rows  []wayRow
}

type wayRow struct {
	notify.Choice
	label string
}

func (r wayRow) id() string { return "told-" + string(r.Kind) }

// groups are the kinds of which the reader can be told: some are for supervisors only.
func (w Ways) groups(ctx context.Context) []wayGroup {
	l := i18n.From(ctx)
	all := []wayGroup{
		{title: l.T("bell.group.late"), sure: true, rows: w.rows(l, notify.HandedUp, notify.Broken, notify.NotAnswered, notify.ApologiesHeld, notify.ApologyDrafted, notify.Undelivered)},
		{title: l.T("bell.group.own"), rows: w.rows(l, notify.Warned, notify.NobodyHome, notify.CameUp, notify.Assigned, notify.TakenOver, notify.HasIt)},
		{title: l.T("bell.group.others"), rows: w.rows(l, notify.Mentioned, notify.Wrote, notify.Replied, notify.Noted, notify.Solved, notify.Reopened)},
		{title: l.T("bell.group.questions"), rows: w.rows(l, notify.Asked, notify.Passed, notify.ToldMore, notify.AskedBack, notify.Answered)},
	}
	return all
}

func (w Ways) rows(l *i18n.Localizer, kinds ...notify.Kind) []wayRow {
	supervises := w.Me.Role == people.Supervisor || w.Me.Role == people.Admin
	var all []wayRow
	for _, k := range kinds {
		at := slices.IndexFunc(w.Choices, func(c notify.Choice) bool { return c.Kind == k })
		if at >= 0 && (supervises || !k.IsSupervisors()) {
			all = append(all, wayRow{w.Choices[at], toldLabel(l, k)})
		}
	}
	return all
}

// toldLabel is what somebody is told of, whoever does it.
func toldLabel(l *i18n.Localizer, k notify.Kind) string {
	switch k {
	case notify.HandedUp:
		return l.T("notice.handed_up")
	case notify.Broken:
		return l.T("notice.broken")
	case notify.NotAnswered:
		return l.T("notice.not_answered")
	case notify.ApologiesHeld:
		return l.T("notice.apologies_held")
	case notify.ApologyDrafted:
		return l.T("notice.apology_drafted")
	case notify.Undelivered:
		return l.T("notice.undelivered")
	case notify.Warned:
		return l.T("notice.warned")
	case notify.NobodyHome:
		return l.T("notice.nobody_home")
	case notify.CameUp:
		return l.T("notice.came_up")
	case notify.Assigned:
		return l.T("bell.kind.assigned")
	case notify.TakenOver:
		return l.T("bell.kind.taken_over")
	case notify.HasIt:
		return l.T("bell.kind.has_it")
	default:
		return toldOfOthers(l, k)
	}
}

// toldOfOthers is toldLabel for what colleagues and customers say.
func toldOfOthers(l *i18n.Localizer, k notify.Kind) string {
	switch k {
	case notify.Mentioned:
		return l.T("bell.kind.mentioned")
	case notify.Wrote:
		return l.T("bell.kind.wrote")
	case notify.Replied:
		return l.T("bell.kind.replied")
	case notify.Noted:
		return l.T("bell.kind.noted")
	case notify.Solved:
		return l.T("bell.kind.solved")
	case notify.Reopened:
		return l.T("bell.kind.reopened")
	case notify.Asked:
		return l.T("bell.kind.asked")
	case notify.Passed:
		return l.T("bell.kind.passed")
	case notify.ToldMore:
		return l.T("bell.kind.told_more")
	case notify.AskedBack:
		return l.T("bell.kind.asked_back")
	default:
		return l.T("bell.kind.answered")
	}
}
