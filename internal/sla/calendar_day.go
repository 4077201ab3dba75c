package sla

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// longestStretch is how many dates one line of a form may close.
const longestStretch = 62

// DayDraft is one date, or a stretch of them, as a form has it: closed, or with other hours.
type DayDraft struct {
	From, Until calendar.Date // Until may be the zero date: one day
	Open        []calendar.Span
	Name        string
}

// days are the dates of the draft.
func (d DayDraft) days() ([]Day, error) {
	from, until := d.From, d.Until
	if until == (calendar.Date{}) {
		until = from
	}
	first := time.Date(from.Year, from.Month, from.Day, 0, 0, 0, 0, time.UTC)
	last := time.Date(until.Year, until.Month, until.Day, 0, 0, 0, 0, time.UTC)
	var wrong []*fault.Error
	switch {
	case from == (calendar.Date{}) || calendar.DateOf(first) != from || from.Year < 2000 || from.Year > calendar.LastHolidayYear:
		wrong = append(wrong, fault.Invalid("calendars.fault.date").On("from"))
	case calendar.DateOf(last) != until || last.Before(first):
		wrong = append(wrong, fault.Invalid("calendars.fault.until").On("until"))
	case last.Sub(first) >= longestStretch*24*time.Hour:
		wrong = append(wrong, fault.Invalid("calendars.fault.stretch").On("until").Max(longestStretch))
	}
	wrong = append(wrong, field.Optional("day_name", d.Name, MaxDayName))
	if !inOrder(d.Open) || slices.ContainsFunc(d.Open, func(s calendar.Span) bool { return s.To < s.From && s.To > 0 }) {
		wrong = append(wrong, fault.Invalid("calendars.fault.date_hours").On("hours"))
	}
	if err := fault.Join(wrong...); err != nil {
		return nil, err
	}
	var all []Day
	for at := first; !at.After(last); at = at.AddDate(0, 0, 1) {
		all = append(all, Day{Date: calendar.DateOf(at), Open: d.Open, Name: field.Line(d.Name), Source: OwnDay})
	}
	return all, nil
}

// SetDays says what holds on a date, or on a stretch of dates, instead of the week. What was said of them here before goes.
func SetDays(ctx context.Context, tx *pg.Tx, by people.Actor, id CalendarID, d DayDraft) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	days, err := d.days()
	if err != nil {
		return err
	}
	was, err := lockCalendar(ctx, tx, by, id)
	if err != nil {
		return err
	}
	for _, old := range was.of(OwnDay) {
		if !slices.ContainsFunc(days, func(x Day) bool { return x.Date == old.Date }) {
			days = append(days, old)
		}
	}
	return change(ctx, tx, by, was, was.with(OwnDay, days), "")
}

// DropDay lets the week hold again on a date, as far as somebody here, or a file, has said otherwise: what the other of them says of that
// date stays. What a feed says goes only with the feed: it would come back tomorrow.
func DropDay(ctx context.Context, tx *pg.Tx, by people.Actor, id CalendarID, date calendar.Date, said Source) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	switch said {
	case OwnDay, FileDay:
	case FeedDay:
		return fault.Invalid("calendars.fault.feed_day")
	default:
		return fault.Invalid("calendars.fault.listed")
	}
	was, err := lockCalendar(ctx, tx, by, id)
	if err != nil {
		return err
	}
	became := was.Edition
	became.Days = slices.DeleteFunc(slices.Clone(was.Days), func(d Day) bool { return d.Date == date && d.By() == said })
	return change(ctx, tx, by, was, became, "")
}

// By is who says so; what says nobody was said here.
func (d Day) By() Source { return cmp.Or(d.Source, OwnDay) }

// TakeFile lets the dates of a calendar file close the desk. Those of a file that was taken before go.
func TakeFile(ctx context.Context, tx *pg.Tx, by people.Actor, id CalendarID, days []Day) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	was, err := lockCalendar(ctx, tx, by, id)
	if err != nil {
		return err
	}
	return change(ctx, tx, by, was, was.with(FileDay, sourced(days, FileDay)), "")
}

// sourced says of days who says so.
func sourced(days []Day, s Source) []Day {
	all := slices.Clone(days)
	for i := range all {
		all[i].Source = s
	}
	return all
}
