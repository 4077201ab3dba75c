package office

import (
	"context"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Settings is the settings' home: whose desk this is, what it speaks, how long things last, and how mail leaves.
type Settings struct {
	Frame    layout.Frame
	Typed    Typed
	Sizes    people.Sizes
	HasMail  bool
	Changes  []audit.Record
	Now      time.Time
	Problems []ui.Problem
}

// Typed are the settings as they stand in the form.
type Typed struct {
	Company, Line, Phone, Brand, Locale, Zone string
	Languages                                 []string
	Undo, Links, Remind, Sender               string
}

// settingsPlace is a page of the settings. Those of other parts are added here.
type settingsPlace struct{ label, href string }

func settingsPlaces(ctx context.Context) []settingsPlace {
	return []settingsPlace{
		{i18n.T(ctx, "settings.title"), "/office/settings"},
		{i18n.T(ctx, "policies.title"), PoliciesPath},
		{i18n.T(ctx, "settings.hours.title"), "/office/settings/hours"},
		{i18n.T(ctx, "calendars.title"), CalendarsPath},
		{i18n.T(ctx, "limits.title"), LimitsPath},
		{i18n.T(ctx, "keep.title"), KeepPath},
		{i18n.T(ctx, "factor.rules.title"), SecurityAddress},
		{i18n.T(ctx, "topics.admin.title"), TopicsPath},
		{i18n.T(ctx, "topics.tags.title"), TagsPath},
		{i18n.T(ctx, "audit.title"), "/office/audit"},
	}
}

func (p Settings) wrong(field string) string { return wrongAt(p.Problems, field) }

func (p Settings) locales() []ui.Option {
	var all []ui.Option
	for _, l := range i18n.Locales {
		all = append(all, ui.Option{Value: string(l), Label: l.Name(), Lang: string(l), Chosen: string(l) == p.Typed.Locale})
	}
	return all
}

func (t Typed) offers(l i18n.Locale) bool { return slices.Contains(t.Languages, string(l)) }

// Hours is the page of the opening hours: a line a day.
type Hours struct {
	Frame      layout.Frame
	Zone       string
	Days       [7]string          // as they are typed; Sunday is the first
	Open       [7][]calendar.Span // as they can be read
	Was        int64              // the version that the form was filled from
	IsFirstRun bool
	Problems   []ui.Problem
}

// DayField is the name of a day's field.
func DayField(d time.Weekday) string { return "day" + string(rune('0'+d)) }

// DayName is a day's name.
func DayName(l *i18n.Localizer, d time.Weekday) string {
	return i18n.For(l.Locale(), time.UTC).Weekday(time.Date(2026, time.March, 1+int(d), 12, 0, 0, 0, time.UTC)) // 1 March 2026 is a Sunday
}

// week is the order of the days: Monday is the first.
var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// share is a minute's place in its day, in percent.
func share(minute int) string { return percent(float64(minute) * 100 / (24 * 60)) }

// Start is the page that leads through what a new desk needs.
type Start struct {
	Frame    layout.Frame
	Desk     people.Desk
	Sizes    people.Sizes
	Team     string
	HasMail  bool
	Sender   string
	Problems []ui.Problem
}

// isNext reports whether a step is the first that is still open: the one button of the page that stands out.
func (p Start) isNext(step people.Step) bool {
	for _, s := range people.Steps {
		if !p.Desk.Began(s) {
			return s == step
		}
	}
	return false
}

// behind is how many steps are done or skipped.
func behind(d people.Desk) int {
	n := 0
	for _, s := range people.Steps {
		if d.Began(s) {
			n++
		}
	}
	return n
}

func stepState(began bool) ui.State {
	if began {
		return ui.Kept
	}
	return ui.Upcoming
}

// mailState says whether mail leaves.
func mailState(ctx context.Context, p Start) string {
	switch {
	case p.HasMail && p.Sender == "":
		return ""
	case p.HasMail:
		return i18n.T(ctx, "settings.start.mail_works", i18n.Blanks{Address: p.Sender})
	default:
		return i18n.T(ctx, "settings.mail_none")
	}
}

// settingName is what a setting is called, by its name in the audit.
func settingName(ctx context.Context, object string) string {
	switch object {
	case "name":
		return i18n.T(ctx, "signin.welcome.company")
	case "address":
		return i18n.T(ctx, "signin.welcome.line")
	case "phone":
		return i18n.T(ctx, "signin.welcome.phone")
	case "colour":
		return i18n.T(ctx, "settings.brand")
	case "language":
		return i18n.T(ctx, "settings.locale")
	case "zone":
		return i18n.T(ctx, "signin.welcome.zone")
	case "languages":
		return i18n.T(ctx, "settings.languages")
	case "undo":
		return i18n.T(ctx, "settings.undo")
	case "sender":
		return i18n.T(ctx, "settings.sender")
	case "remind":
		return i18n.T(ctx, "settings.remind")
	case "links":
		return i18n.T(ctx, "settings.links")
	case "reopen", "files", "megabytes", "asks_address", "asks_network", "links_address":
		return LimitName(ctx, object)
	default:
		return ui.Clean(object)
	}
}
