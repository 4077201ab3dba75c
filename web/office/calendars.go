package office

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// CalendarsPath is where the calendars stand.
const CalendarsPath = "/office/calendars"

// CalendarsPage is the list of calendars, and the form that adds one.
type CalendarsPage struct {
	Frame     layout.Frame
	Calendars []sla.Calendar
	Form      CalendarForm
}

// CalendarForm is a calendar as a form has it.
type CalendarForm struct {
	Name, Zone, Reason string
	Region             calendar.Region
	Days               [7]string     // as they are typed; Sunday is the first
	Open               calendar.Week // as they can be read
	Was                int
	OpenToo            bool // whether it is for the tickets too that are open
	Problems           []ui.Problem
}

// CalendarPage is one calendar.
type CalendarPage struct {
	Frame    layout.Frame
	Calendar sla.Calendar
	Form     CalendarForm
	Day      DayForm
	Try      Try
	Versions []sla.Version
	Now      time.Time
	Open     int    // tickets that are open and were promised by it
	URL      string // the feed's address as it stands in its field

	FeedOpenToo bool               // what the feed changes is for the open tickets too
	Following   []ticket.Following // the acts by which open tickets follow it, which the reader began

	Said []ui.Problem // what is wrong with a file, a feed or the removal
}

// DayForm is a date of its own as a form has it.
type DayForm struct {
	From, Until, Hours, Name string
	OpenToo                  bool // whether it is for the tickets too that are open
	Problems                 []ui.Problem
}

// Try is the try-out: from when, how many hours, and what comes of it.
type Try struct {
	At, Count string
	Sum       *calendar.Sum
	Counted   []calendar.Interval // the open stretches that were counted
	Problems  []ui.Problem
}

// CalendarPath is the page of a calendar, or what stands below it.
func CalendarPath(id sla.CalendarID, below string) string {
	return CalendarsPath + "/" + strconv.FormatInt(int64(id), 10) + below
}

// CalendarName is what a calendar is called. The one that a desk begins with has a name in every language until somebody
// gives it another.
func CalendarName(ctx context.Context, name string) string {
	if name == "default" {
		return i18n.T(ctx, "settings.hours.title")
	}
	return ui.Clean(name)
}

// policyNames are the policies that count by a calendar.
func policyNames(ctx context.Context, names []string) string {
	var all []string
	for _, n := range names {
		if n == "default" {
			n = i18n.T(ctx, "calendars.policy")
		}
		all = append(all, ui.Clean(n))
	}
	return i18n.From(ctx).And(all)
}

// there writes times as they are where the calendar is.
func (p CalendarPage) there(ctx context.Context) *i18n.Localizer {
	zone, err := time.LoadLocation(p.Calendar.Zone)
	if err != nil {
		zone = time.UTC
	}
	return i18n.For(i18n.From(ctx).Locale(), zone)
}

// zoneCity is a zone as people read it.
func zoneCity(zone string) string { return ui.Clean(strings.ReplaceAll(zone, "_", " ")) }

// bars are the open minutes of a day, for its drawing: what a night leaves to the next day stands there.
func bars(w calendar.Week, day time.Weekday) (all []calendar.Span) {
	for _, s := range w[(day+6)%7] {
		if s.To < s.From && s.To > 0 {
			all = append(all, calendar.Span{From: 0, To: s.To})
		}
	}
	for _, s := range w[day] {
		if s.To < s.From {
			s.To = 24 * 60
		}
		all = append(all, s)
	}
	return all
}

// dateWords is a date with its weekday and its year.
func dateWords(ctx context.Context, d calendar.Date) string {
	noon := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
	l := i18n.For(i18n.From(ctx).Locale(), time.UTC)
	date := l.T("time.date.year", i18n.Blanks{Date: l.ShortDayMonth(noon), Year: strconv.Itoa(d.Year)})
	return l.T("calendars.date", i18n.Blanks{Weekday: l.ShortWeekday(noon), Date: date})
}

// hoursWords are hours as they are written, or that there are none.
func hoursWords(ctx context.Context, text string) string {
	if text == "" {
		return i18n.T(ctx, "settings.hours.closed")
	}
	return text
}

// upcoming are the days of its own that have not passed, in order; behind are the others, the latest first.
func (p CalendarPage) upcoming() (ahead, behind []sla.Day) {
	today := calendar.DateOf(p.Now.In(p.there(context.Background()).Zone())).String()
	for _, d := range p.Calendar.Days {
		if d.Date.String() >= today {
			ahead = append(ahead, d)
		} else {
			behind = append([]sla.Day{d}, behind...)
		}
	}
	return ahead, behind
}

// holiday is a public holiday of the calendar's region, and what stands against it.
type holiday struct {
	calendar.Holiday
	Own bool // the calendar says something else of that date
}

// holidays are those of the next twelve months.
func (p CalendarPage) holidays() (all []holiday) {
	today := p.Now.In(p.there(context.Background()).Zone())
	from, until := calendar.DateOf(today).String(), calendar.DateOf(today.AddDate(1, 0, 0)).String()
	for year := today.Year(); year <= today.Year()+1; year++ {
		for _, h := range calendar.Holidays(p.Calendar.Region, year) {
			if on := h.Date.String(); on >= from && on < until {
				own := slices.ContainsFunc(p.Calendar.Days, func(d sla.Day) bool { return d.Date == h.Date })
				all = append(all, holiday{h, own})
			}
		}
	}
	return all
}

func regionOptions(ctx context.Context, chosen calendar.Region) []ui.Option {
	all := []ui.Option{{Value: "", Label: regionName(ctx, calendar.Nowhere), Chosen: chosen == calendar.Nowhere}}
	for _, r := range calendar.Regions {
		all = append(all, ui.Option{Value: string(r), Label: regionName(ctx, r), Chosen: r == chosen})
	}
	return all
}

// regionName is where holidays are kept.
func regionName(ctx context.Context, r calendar.Region) string {
	switch r {
	case calendar.EnglandWales:
		return i18n.T(ctx, "calendars.region.england_wales")
	case calendar.Scotland:
		return i18n.T(ctx, "calendars.region.scotland")
	case calendar.NorthernIreland:
		return i18n.T(ctx, "calendars.region.northern_ireland")
	case calendar.Ireland:
		return i18n.T(ctx, "calendars.region.ireland")
	case calendar.Sweden:
		return i18n.T(ctx, "calendars.region.sweden")
	case calendar.Denmark:
		return i18n.T(ctx, "calendars.region.denmark")
	case calendar.Poland:
		return i18n.T(ctx, "calendars.region.poland")
	case calendar.Greece:
		return i18n.T(ctx, "calendars.region.greece")
	case calendar.Cyprus:
		return i18n.T(ctx, "calendars.region.cyprus")
	default:
		return i18n.T(ctx, "calendars.region.none")
	}
}

// isOurs reports whether a day can be taken out here: what a feed says would come back tomorrow.
func isOurs(d sla.Day) bool { return d.Source != sla.FeedDay }

// sourceName says who says so of a date.
func sourceName(ctx context.Context, s sla.Source) string {
	switch s {
	case sla.FileDay:
		return i18n.T(ctx, "calendars.source.file")
	case sla.FeedDay:
		return i18n.T(ctx, "calendars.source.feed")
	default:
		return ""
	}
}

// mostDifferences is how many differences of a version are told.
const mostDifferences = 8

// differenceWords is one thing that a version changed.
func differenceWords(ctx context.Context, d sla.CalendarDifference) string {
	was, became := hoursWords(ctx, d.Was), hoursWords(ctx, d.Became)
	what := ""
	switch d.Of {
	case sla.OfZone:
		what, was, became = i18n.T(ctx, "calendars.zone"), zoneCity(d.Was), zoneCity(d.Became)
	case sla.OfRegion:
		what, was, became = i18n.T(ctx, "calendars.holidays"), regionName(ctx, calendar.Region(d.Was)), regionName(ctx, calendar.Region(d.Became))
	case sla.OfWeek:
		what = DayName(i18n.From(ctx), d.Weekday)
	case sla.OfDay:
		what = dateWords(ctx, d.Date)
		if d.Name != "" {
			what = i18n.T(ctx, "calendars.diff.named", i18n.Blanks{Date: what, Name: ui.Clean(d.Name)})
		}
	}
	switch {
	case d.Removed:
		return i18n.T(ctx, "calendars.diff.removed", i18n.Blanks{What: what})
	case d.Added:
		return i18n.T(ctx, "calendars.diff.added", i18n.Blanks{What: what, To: became})
	default:
		return i18n.T(ctx, "calendars.diff.changed", i18n.Blanks{What: what, From: was, To: became})
	}
}

// feedSaid says how the reading of a feed goes.
func feedSaid(ctx context.Context, f sla.Feed) string {
	switch f.Fault {
	case "":
	case sla.FeedPrivate:
		return i18n.T(ctx, "calendars.feed.private")
	case sla.FeedAnswer:
		return i18n.T(ctx, "calendars.feed.answer")
	case sla.FeedLarge:
		return i18n.T(ctx, "calendars.feed.large")
	case sla.FeedNothing:
		return i18n.T(ctx, "calendars.feed.nothing")
	case sla.FeedClosed:
		return i18n.T(ctx, "calendars.feed.closed")
	default:
		return i18n.T(ctx, "calendars.feed.away")
	}
	if f.ReadAt == nil {
		return i18n.T(ctx, "calendars.feed.waits")
	}
	return i18n.T(ctx, "calendars.feed.read", i18n.Blanks{When: i18n.From(ctx).Stamp(*f.ReadAt)})
}

// mostCounted is how many stretches the try-out writes down one by one.
const mostCounted = 6

func (t Try) counted() []calendar.Interval {
	if len(t.Counted) > mostCounted {
		return t.Counted[:mostCounted-1]
	}
	return t.Counted
}

// more is how many stretches are counted in one line.
func (t Try) more() int { return len(t.Counted) - len(t.counted()) }

// rest is how much time they are.
func (t Try) rest() (sum time.Duration) {
	for _, open := range t.Counted[len(t.counted()):] {
		sum += open.To.Sub(open.From)
	}
	return sum
}

// tryStretch is an open stretch: "Fri 20 Mar 16:30–17:00".
func tryStretch(l *i18n.Localizer, open calendar.Interval) string {
	return l.T("calendars.try.stretch", i18n.Blanks{Weekday: l.ShortWeekday(open.From), Date: l.ShortDayMonth(open.From), From: l.Clock(open.From), To: l.Clock(open.To)})
}
