package sla

import (
	"cmp"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
)

// CalendarID names a calendar through all its versions.
type CalendarID int64

// Source is who says of a date that it is closed or has other hours.
type Source string

// The sources.
const (
	OwnDay  Source = "own"  // somebody here
	FileDay Source = "file" // a file that was read once
	FeedDay Source = "feed" // an address that is read every day
)

// Day is a date on which the week does not hold: closed, or with other hours.
type Day struct {
	Date   calendar.Date
	Open   []calendar.Span
	Name   string
	Source Source
}

// Edition is what stands in one version of a calendar.
type Edition struct {
	Zone   string
	Week   calendar.Week
	Region calendar.Region
	Days   []Day // in order of their dates
}

// How much a calendar may hold.
const (
	MostCalendars = 100
	MostDays      = 3000
	MaxDayName    = 80
	MaxReason     = 300
	MaxName       = 60
)

// longestNight is the longest that hours over midnight may be. What is longer is a day with its ends the wrong way round.
const longestNight = 12 * 60

// Calendar is the edition as time is counted by it.
func (e Edition) Calendar() (*calendar.Calendar, error) {
	return calendar.New(e.Zone, e.Week, calendar.WithHolidays(e.Region, exceptionsOf(e.Days)))
}

// of are the days that one source says.
func (e Edition) of(s Source) (days []Day) {
	for _, d := range e.Days {
		if d.Source == s {
			days = append(days, d)
		}
	}
	return days
}

// with is the edition with other days of one source, in order.
func (e Edition) with(s Source, days []Day) Edition {
	all := slices.Clone(days)
	for _, d := range e.Days {
		if d.Source != s {
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, byDate)
	e.Days = all
	return e
}

func byDate(a, b Day) int { return cmp.Compare(a.Date.String(), b.Date.String()) }

// check refuses what no promise could be counted by, with the fault at its field: "zone", "region", "day0" (Sunday) to
// "day6", "hours" of a date.
func (e Edition) check() error {
	var wrong []*fault.Error
	if _, err := time.LoadLocation(e.Zone); err != nil || e.Zone == "" || e.Zone == "Local" {
		wrong = append(wrong, fault.Invalid("fault.zone").On("zone"))
	}
	if !e.Region.Valid() {
		wrong = append(wrong, fault.Invalid("calendars.fault.region").On("region"))
	}
	wrong = append(wrong, checkWeek(e.Week)...)
	for _, d := range e.Days {
		if f := field.Optional("name", d.Name, MaxDayName); f != nil {
			wrong = append(wrong, f)
		}
		if !inOrder(d.Open) || slices.ContainsFunc(d.Open, func(s calendar.Span) bool { return s.To < s.From && s.To > 0 }) {
			wrong = append(wrong, fault.Invalid("calendars.fault.date_hours").On("hours"))
		}
	}
	if len(e.Days) > MostDays {
		wrong = append(wrong, fault.Invalid("calendars.fault.many_days").Max(MostDays))
	}
	if err := fault.Join(wrong...); err != nil {
		return err
	}
	if !slices.ContainsFunc(e.Week[:], func(spans []calendar.Span) bool { return len(spans) > 0 }) {
		return fault.Invalid("settings.fault.never_open")
	}
	if _, err := e.Calendar(); err != nil {
		return fault.Invalid("calendars.fault.closed_year")
	}
	return nil
}

// checkWeek refuses hours that a day does not have, that overlap, and a day whose ends stand the wrong way round.
func checkWeek(w calendar.Week) (wrong []*fault.Error) {
	for weekday, spans := range w {
		on := "day" + string(rune('0'+weekday))
		before := w[(weekday+6)%7]
		switch {
		case !inOrder(spans):
			wrong = append(wrong, fault.Invalid("calendars.fault.overlap").On(on))
		case slices.ContainsFunc(spans, func(s calendar.Span) bool { return s.To < s.From && s.To+24*60-s.From > longestNight }):
			wrong = append(wrong, fault.Invalid("calendars.fault.inverted").On(on))
		case len(spans) > 0 && nightEnd(before) > spans[0].From:
			wrong = append(wrong, fault.Invalid("calendars.fault.night").On(on))
		}
	}
	return wrong
}

// nightEnd is the minute of the next day at which a day's last hours end, 0 where they end before midnight.
func nightEnd(spans []calendar.Span) int {
	if n := len(spans); n > 0 && spans[n-1].To < spans[n-1].From {
		return spans[n-1].To
	}
	return 0
}

// inOrder reports whether hours exist, come one after the other, and only the last reach over midnight.
func inOrder(spans []calendar.Span) bool {
	end := 0
	for i, s := range spans {
		night := s.To < s.From
		if s.From < end || s.From < 0 || s.From >= 24*60 || s.To < 0 || s.To > 24*60 || s.From == s.To || night && i < len(spans)-1 {
			return false
		}
		end = s.To
	}
	return true
}

// exceptionsOf is what holds on the dates: of two that speak of one, somebody here goes before a file, and a file before a
// feed.
func exceptionsOf(days []Day) []calendar.Exception {
	sorted := slices.Clone(days)
	rank := map[Source]int{OwnDay: 0, "": 0, FileDay: 1, FeedDay: 2}
	slices.SortStableFunc(sorted, func(a, b Day) int { return cmp.Compare(rank[a.Source], rank[b.Source]) })
	taken := map[calendar.Date]bool{}
	var all []calendar.Exception
	for _, d := range sorted {
		if !taken[d.Date] {
			taken[d.Date] = true
			all = append(all, calendar.Exception{Date: d.Date, Open: d.Open})
		}
	}
	return all
}

// addHours adds one row of the table of dates to days, in the order of their dates: a date with several hours has several
// rows, one after the other.
func addHours(days []Day, d Day, from, to *int) []Day {
	at := len(days) - 1
	if at < 0 || days[at].Date != d.Date || days[at].Source != d.Source {
		days, at = append(days, d), at+1
	}
	if from != nil && to != nil {
		days[at].Open = append(days[at].Open, calendar.Span{From: *from, To: *to})
	}
	return days
}

// dateOf reads a date as the database and forms write it.
func dateOf(text string) (calendar.Date, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return calendar.Date{}, err
	}
	return calendar.DateOf(day), nil
}

// queue writes what stands in the edition under a version.
func (e Edition) queue(batch *pgx.Batch, version int64) {
	const weekly = `insert into calendar_hours (calendar_version_id, weekday, from_minute, to_minute) values ($1, $2, $3, $4)`
	for weekday, spans := range e.Week {
		for _, s := range spans {
			batch.Queue(weekly, version, weekday, s.From, s.To)
		}
	}
	const dated = `insert into calendar_exceptions (calendar_version_id, day, from_minute, to_minute, name, source)
		values (@version, @day, @from, @to, @name, @source)`
	for _, d := range e.Days {
		row := pgx.StrictNamedArgs{"version": version, "day": d.Date.String(), "from": nil, "to": nil, "name": d.Name, "source": d.Source}
		if len(d.Open) == 0 {
			batch.Queue(dated, row)
		}
		for _, s := range d.Open {
			row := pgx.StrictNamedArgs{"version": version, "day": d.Date.String(), "from": s.From, "to": s.To, "name": d.Name, "source": d.Source}
			batch.Queue(dated, row)
		}
	}
}
