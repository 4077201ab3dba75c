package office

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// DutyPath is where the duty roster stands.
const DutyPath = "/office/duty"

// WeekQuery names the Monday of the week that the roster shows.
const WeekQuery = "week"

// DutyAddress is the roster's page of a week.
func DutyAddress(monday time.Time) string {
	return DutyPath + "?" + WeekQuery + "=" + monday.Format(time.DateOnly)
}

// DutyPage is a week of the duty roster.
type DutyPage struct {
	Frame  layout.Frame
	Now    time.Time
	Zone   *time.Location // the desk's: a roster is for all of them the same
	Monday time.Time      // the week's first midnight there
	Covers []people.Cover // of the week, without a gap
	Here   people.Cover   // who is on duty now, and until when; To is zero where no end is in sight
	Duties []people.Duty  // that touch the week
	Away   people.Absences
	Staff  []people.Lead // who can stand on it
	Me     people.ID
	// SetsHours is whether the reader says in everybody's stead when they are on duty.
	SetsHours bool
	Form      DutyForm
	Clash     string
}

// DutyForm is what is to stand on the roster, as it is typed.
type DutyForm struct {
	Person, From, Begin, Until, End, How, Weeks, Times string
	Problems                                           []ui.Problem
}

// How a stretch of several days is meant.
const (
	DutyThrough = "through"
	DutyDaily   = "daily"
)

// there is the reader's language with the desk's clock.
func (p DutyPage) there(ctx context.Context) *i18n.Localizer {
	return i18n.For(i18n.From(ctx).Locale(), p.Zone)
}

func (p DutyPage) sunday() time.Time { return p.Monday.AddDate(0, 0, 6) }
func (p DutyPage) end() time.Time    { return p.Monday.AddDate(0, 0, 7) }

func (p DutyPage) isThisWeek() bool { return !p.Now.Before(p.Monday) && p.Now.Before(p.end()) }

// title is the week in words.
func (p DutyPage) title(ctx context.Context) string {
	l := p.there(ctx)
	return l.T("duty.week", i18n.Blanks{From: l.DayMonth(p.Monday), To: l.Date(p.sunday())})
}

func (p DutyPage) name(id people.ID) string {
	for _, s := range p.Staff {
		if s.ID == id {
			return ui.Clean(s.Name)
		}
	}
	for _, d := range p.Duties {
		if d.PersonID == id {
			return ui.Clean(d.Name)
		}
	}
	return ""
}

func (p DutyPage) names(ctx context.Context, ids []people.ID) string {
	var all []string
	for _, id := range ids {
		all = append(all, p.name(id))
	}
	return i18n.From(ctx).And(all)
}

// sum says in a sentence how well the week is covered: gaps first, then what stands twice.
func (p DutyPage) sum(ctx context.Context) string {
	gaps, over, twice, hours := 0, 0, 0, 0
	for _, c := range p.Covers {
		switch {
		case p.isAhead(c):
			gaps++
		case isGap(c):
			over++
		case c.By == people.ByHours:
			hours++
		case len(c.Who) > 1:
			twice++
		}
	}
	var said []string
	switch {
	case gaps > 0:
		said = append(said, i18n.T(ctx, "duty.sum.gaps", i18n.Blanks{Count: gaps}))
	case over > 0:
		said = append(said, i18n.T(ctx, "duty.sum.over", i18n.Blanks{Count: over}))
	case hours > 0:
		said = append(said, i18n.T(ctx, "duty.sum.hours"))
	default:
		said = append(said, i18n.T(ctx, "duty.sum.whole"))
	}
	if twice > 0 {
		said = append(said, i18n.T(ctx, "duty.sum.twice", i18n.Blanks{Count: twice}))
	}
	return strings.Join(said, " ")
}

// isGap reports whether nobody is there at a time of the week: only the admins are told.
func isGap(c people.Cover) bool { return c.By == people.ByAdmins }

// isAhead reports whether it is a gap that somebody can still close, or a part of it.
func (p DutyPage) isAhead(c people.Cover) bool { return isGap(c) && c.To.After(p.Now) }

func (p DutyPage) hasGap() bool      { return slices.ContainsFunc(p.Covers, isGap) }
func (p DutyPage) hasGapAhead() bool { return slices.ContainsFunc(p.Covers, p.isAhead) }
func (p DutyPage) hasGapOver() bool {
	return slices.ContainsFunc(p.Covers, func(c people.Cover) bool { return isGap(c) && c.From.Before(p.Now) })
}

// now says who is on duty at this moment.
func (p DutyPage) now(ctx context.Context) string {
	l := p.there(ctx)
	b := i18n.Blanks{Name: p.names(ctx, p.Here.Who)}
	if p.Here.To.IsZero() {
		return p.lasting(l, b)
	}
	b.When = l.At(p.Here.To, p.Now)
	switch p.Here.By {
	case people.ByRoster:
		return l.T("duty.now.roster", b)
	case people.ByHours:
		return l.T("duty.now.hours", b)
	default:
		return l.T("duty.now.admins", b)
	}
}

// lasting says the same where no end is in sight.
func (p DutyPage) lasting(l *i18n.Localizer, b i18n.Blanks) string {
	switch p.Here.By {
	case people.ByRoster:
		return l.T("duty.now.roster_on", b)
	case people.ByHours:
		return l.T("duty.now.hours_on", b)
	default:
		return l.T("duty.now.admins_on", b)
	}
}

// who says who has a stretch, and why says for what reason.
func (p DutyPage) who(ctx context.Context, c people.Cover) string {
	if isGap(c) {
		return i18n.T(ctx, "duty.nobody")
	}
	return p.names(ctx, c.Who)
}

func (p DutyPage) why(ctx context.Context, c people.Cover) string {
	switch {
	case isGap(c):
		return i18n.T(ctx, "duty.why.admins", i18n.Blanks{Name: p.names(ctx, c.Who)})
	case c.By == people.ByHours:
		return i18n.T(ctx, "duty.why.hours")
	case len(c.Who) > 1:
		return i18n.T(ctx, "duty.why.together")
	default:
		return i18n.T(ctx, "duty.why.roster")
	}
}

// until is the end of a stretch: the clock where it ends on its own day.
func (p DutyPage) until(ctx context.Context, from, to time.Time) string {
	l := p.there(ctx)
	end := l.Clock(to)
	if to.Sub(from) >= 24*time.Hour || calendar.DateOf(from.In(p.Zone)) != calendar.DateOf(to.In(p.Zone)) {
		end = l.ShortDay(to) + " " + end
	}
	return l.T("duty.until", i18n.Blanks{When: end})
}

// isAway reports whether somebody is away in a stretch of theirs, or in a part of it.
func (p DutyPage) isAway(d people.Duty) bool {
	return slices.ContainsFunc(p.Away.Of(d.PersonID), func(a people.Absence) bool { return a.Begins.Before(d.ToAt) && a.Ends.After(d.FromAt) })
}

// dutyBar is a stretch of somebody's in the drawing of the week, in percent of it.
type dutyBar struct{ X, Width string }

// bars are the stretches of the week at which is holds.
func (p DutyPage) bars(is func(people.Cover) bool) []dutyBar {
	whole := p.end().Sub(p.Monday).Seconds()
	var all []dutyBar
	for _, c := range p.Covers {
		if is(c) {
			x, width := c.From.Sub(p.Monday).Seconds()/whole*100, c.To.Sub(c.From).Seconds()/whole*100
			all = append(all, dutyBar{percentOf(x), percentOf(width)})
		}
	}
	return all
}

// gapBars are the gaps of the week, or what of them is over: one in which now lies is both.
func (p DutyPage) gapBars(over bool) []dutyBar {
	cut := p
	cut.Covers = nil
	for _, c := range p.Covers {
		switch {
		case over && c.To.After(p.Now):
			c.To = p.Now
		case !over && c.From.Before(p.Now):
			c.From = p.Now
		}
		if isGap(c) && c.From.Before(c.To) {
			cut.Covers = append(cut.Covers, c)
		}
	}
	return cut.bars(isGap)
}

func percentOf(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) + "%" }

func (p DutyPage) rosterBars(id people.ID) []dutyBar {
	return p.bars(func(c people.Cover) bool { return c.By == people.ByRoster && slices.Contains(c.Who, id) })
}

func (p DutyPage) hoursBars(id people.ID) []dutyBar {
	return p.bars(func(c people.Cover) bool { return c.By == people.ByHours && slices.Contains(c.Who, id) })
}

// drawn are those who have a line in the drawing: the supervisors, and admins that the roster names.
func (p DutyPage) drawn() []people.Lead {
	return slices.DeleteFunc(slices.Clone(p.Staff), func(s people.Lead) bool {
		return s.Role != people.Supervisor && len(p.rosterBars(s.ID)) == 0
	})
}

func (p DutyPage) days() []time.Time {
	var all []time.Time
	for i := range 7 {
		all = append(all, p.Monday.AddDate(0, 0, i))
	}
	return all
}

// barsSaid is a line of the drawing in words, for those who do not see it.
func (p DutyPage) barsSaid(ctx context.Context, id people.ID) string {
	l := p.there(ctx)
	var all []string
	for _, c := range p.Covers {
		if slices.Contains(c.Who, id) && !isGap(c) {
			all = append(all, l.ShortDay(c.From)+" "+l.Clock(c.From)+"–"+l.ShortDay(c.To)+" "+l.Clock(c.To))
		}
	}
	return cmp.Or(strings.Join(all, ", "), l.T("duty.never"))
}

// hoursSaid is somebody's own hours in words.
func hoursSaid(ctx context.Context, own *people.Hours) string {
	l := i18n.From(ctx)
	if own == nil {
		return l.T("duty.desk_hours")
	}
	return l.T("duty.own_hours", i18n.Blanks{What: daysSaid(l, own.Days), From: minuteText(own.From), To: "\u2060" + minuteText(own.To)}) // in one line
}

// daysSaid names days of the week; three and more that follow each other by the first and the last.
func daysSaid(l *i18n.Localizer, days []time.Weekday) string {
	var said []string
	for first := 0; first < len(week); first++ {
		after := first
		for after < len(week) && slices.Contains(days, week[after]) {
			after++
		}
		switch after - first {
		case 0:
			continue
		case 1, 2:
			said = append(said, DayName(l, week[first]))
		default:
			said = append(said, DayName(l, week[first])+"–"+DayName(l, week[after-1]))
			first = after - 1
		}
	}
	return strings.Join(said, ", ")
}

func minuteText(m int) string {
	return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(m) * time.Minute).Format("15:04")
}

func (p DutyPage) people() []ui.Option {
	var all []ui.Option
	for _, s := range p.Staff {
		all = append(all, ui.Option{Value: digits(int64(s.ID)), Label: ui.Clean(s.Name), Chosen: digits(int64(s.ID)) == p.Form.Person})
	}
	return all
}

func (p DutyPage) repeats(ctx context.Context) []ui.Option {
	all := []ui.Option{{Value: "0", Label: i18n.T(ctx, "duty.form.once"), Chosen: p.Form.Weeks == "0" || p.Form.Weeks == ""}}
	for n := 1; n <= people.MostDutyWeeks; n++ {
		all = append(all, ui.Option{Value: strconv.Itoa(n), Label: i18n.T(ctx, "duty.form.every", i18n.Blanks{Count: n}), Chosen: p.Form.Weeks == strconv.Itoa(n)})
	}
	return all
}
