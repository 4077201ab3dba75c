package sla

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/field"
)

// MaxFile is how large a calendar file may be: a country's holidays of ten years are 60 kB.
const MaxFile = 1 << 20

// How much of a file is read.
const (
	mostEvents = 5000
	mostRules  = 500 // events that come again; one that does more often than once a year is costly to read, and counts as many
	longestOff = 370 // dates that one event may close
	yearsAhead = 5
)

var (
	// ErrNoCalendar says that a file is no calendar.
	ErrNoCalendar = errors.New("this is no calendar file")
	// ErrNoDays says that no whole day of these years stands in a calendar file.
	ErrNoDays = errors.New("no whole day stands in this calendar file")
	// ErrManyDays says that a calendar file closes more dates than a calendar takes.
	ErrManyDays = errors.New("too many days stand in this calendar file")
)

// ReadDays reads the whole days of a calendar file (RFC 5545), each of which closes the desk: those from the year before
// now until some years ahead. What has a time of day is a meeting and closes nobody; what is cancelled does not either.
func ReadDays(content []byte, now time.Time) ([]Day, error) {
	return unbroken(func() ([]Day, error) { return readDays(content, now) })
}

// unbroken reads what somebody outside has written by libraries that are not Kept's: one that breaks over a file may
// not take with it the process that reads it, and would again at every reading.
func unbroken(read func() ([]Day, error)) (days []Day, err error) {
	defer func() {
		if p := recover(); p != nil {
			days, err = nil, fmt.Errorf("%w: the reading broke: %v", ErrNoCalendar, p)
		}
	}()
	return read()
}

func readDays(content []byte, now time.Time) ([]Day, error) {
	if len(content) > MaxFile {
		return nil, ErrManyDays
	}
	r := reading{
		from: time.Date(now.Year()-1, time.January, 1, 0, 0, 0, 0, time.UTC),
		to:   time.Date(now.Year()+yearsAhead+1, time.January, 1, 0, 0, 0, 0, time.UTC),
	}
	decoder := ical.NewDecoder(bytes.NewReader(content))
	file, err := decoder.Decode()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoCalendar, err)
	}
	events := file.Events()
	if len(events) > mostEvents {
		return nil, ErrManyDays
	}
	r.moved = movedIn(events)
	for _, e := range events {
		if err := r.take(e); err != nil {
			return nil, err
		}
	}
	days := sameDates(r.days)
	switch {
	case len(days) == 0:
		return nil, ErrNoDays
	case len(days) > MostDays:
		return nil, ErrManyDays
	}
	return days, nil
}

// reading is what has been read of a file so far.
type reading struct {
	from, to time.Time
	rules    int
	moved    map[string]map[time.Time]bool // by UID, the dates of a rule that events of their own stand for
	days     []Day
}

func (r *reading) take(e ical.Event) error {
	start, whole := dateIn(e.Props.Get(ical.PropDateTimeStart))
	if !whole || isOff(e) {
		return nil
	}
	length := 1
	if end, is := dateIn(e.Props.Get(ical.PropDateTimeEnd)); is {
		length = int(end.Sub(start) / (24 * time.Hour))
	} else if p := e.Props.Get(ical.PropDuration); p != nil {
		if d, err := p.Duration(); err == nil {
			length = int(d / (24 * time.Hour))
		}
	}
	length = min(max(length, 1), longestOff)
	name, err := e.Props.Text(ical.PropSummary)
	if err != nil {
		name = ""
	}
	starts, err := r.starts(e, start)
	if err != nil {
		return err
	}
	for _, at := range starts {
		for i := range length {
			if d := at.AddDate(0, 0, i); !d.Before(r.from) && d.Before(r.to) {
				r.days = append(r.days, Day{Date: calendar.DateOf(d), Name: shortened(name)})
			}
		}
		if len(r.days) > 10*MostDays {
			return ErrManyDays
		}
	}
	return nil
}

// starts are all dates on which an event begins: its own, those of its rule and of its list, without those left out.
func (r *reading) starts(e ical.Event, first time.Time) ([]time.Time, error) {
	all := []time.Time{first}
	option, err := e.Props.RecurrenceRule()
	if err == nil && option != nil && isOfDays(option) && (option.Freq == rrule.YEARLY || first.Year() >= 1970) {
		if r.rules += costs[option.Freq]; r.rules > mostRules {
			return nil, ErrManyDays
		}
		option.Dtstart = first
		option.Byhour, option.Byminute, option.Bysecond = nil, nil, nil // a whole day has none, and a list of each names every second of it
		if option.Until.IsZero() || option.Until.After(r.to) {
			option.Until = r.to
		}
		rule, err := rrule.NewRRule(*option)
		if err == nil { // a rule that cannot be read leaves the event's own date
			all = append(all, rule.Between(r.from.AddDate(0, 0, -longestOff), r.to, true)...)
		}
	}
	all = append(all, listed(e, ical.PropRecurrenceDates)...)
	out := map[time.Time]bool{}
	if e.Props.Get(ical.PropRecurrenceID) == nil {
		maps.Copy(out, r.moved[uidOf(e)])
	}
	for _, at := range listed(e, ical.PropExceptionDates) {
		out[at] = true
	}
	var left []time.Time
	for _, at := range all {
		if !out[at] {
			left = append(left, at)
		}
	}
	return left, nil
}

// movedIn are the dates on which an event that comes again does not, because another event says what became of it then:
// it was moved, or called off. That one has the same UID, and names the date as its RECURRENCE-ID.
func movedIn(events []ical.Event) map[string]map[time.Time]bool {
	all := map[string]map[time.Time]bool{}
	for _, e := range events {
		for _, at := range listed(e, ical.PropRecurrenceID) {
			uid := uidOf(e)
			if all[uid] == nil {
				all[uid] = map[time.Time]bool{}
			}
			all[uid][at] = true
		}
	}
	return all
}

func uidOf(e ical.Event) string {
	if p := e.Props.Get(ical.PropUID); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}

// costs is what a rule counts as, by how often it comes: one that names no date at all is looked at until the year 9999.
var costs = map[rrule.Frequency]int{rrule.YEARLY: 1, rrule.MONTHLY: 5, rrule.WEEKLY: 2, rrule.DAILY: 25}

// furthest is the largest figure that a rule of days can mean: 366 days of a year.
const furthest = 366

// What else a figure can mean. The library looks for a day outside the year with larger ones, and breaks.
const (
	mostInMonth  = 5   // Mondays of a month
	mostInYear   = 53  // Mondays of a year
	beforeEaster = -80 // Easter is on 22 March at the earliest
	afterEaster  = 250 // and on 25 April at the latest
)

// isOfDays reports whether a rule is one of days with figures that days can have. With larger ones the reading runs over.
func isOfDays(o *rrule.ROption) bool {
	if o.Freq > rrule.DAILY || o.Interval < 0 || o.Interval > furthest {
		return false
	}
	for _, figures := range [][]int{o.Bysetpos, o.Bymonth, o.Bymonthday, o.Byyearday, o.Byweekno} {
		if slices.ContainsFunc(figures, func(n int) bool { return n < -furthest || n > furthest }) {
			return false
		}
	}
	if slices.ContainsFunc(o.Byeaster, func(n int) bool { return n < beforeEaster || n > afterEaster }) {
		return false
	}
	most := mostInMonth
	if o.Freq == rrule.YEARLY && len(o.Bymonth) == 0 {
		most = mostInYear
	}
	return !slices.ContainsFunc(o.Byweekday, func(d rrule.Weekday) bool { return d.N() < -most || d.N() > most })
}

// listed are the dates of a property that may hold several, and stand there several times.
func listed(e ical.Event, name string) (all []time.Time) {
	for _, p := range e.Props.Values(name) {
		for one := range strings.SplitSeq(p.Value, ",") {
			if at, err := time.Parse("20060102", strings.TrimSpace(one)[:min(8, len(strings.TrimSpace(one)))]); err == nil {
				all = append(all, at)
			}
		}
	}
	return all
}

// dateIn is the date of a property that has no time of day. Some programs leave out that it is one.
func dateIn(p *ical.Prop) (time.Time, bool) {
	if p == nil {
		return time.Time{}, false
	}
	at, err := time.Parse("20060102", strings.TrimSpace(p.Value))
	return at, err == nil && at.Year() > 0
}

// isOff reports whether an event closes nobody.
func isOff(e ical.Event) bool {
	// That it counts as free time (TRANSP) is not looked at: public feeds of holidays say so of all of them.
	status := e.Props.Get(ical.PropStatus)
	return status != nil && strings.EqualFold(strings.TrimSpace(status.Value), string(ical.EventCancelled))
}

// shortened is a day's name as a calendar keeps it.
func shortened(name string) string {
	name = field.Line(strings.ToValidUTF8(strings.ReplaceAll(name, "\x00", ""), ""))
	for field.Length(name) > MaxDayName {
		runes := []rune(name)
		name = string(runes[:len(runes)-1])
	}
	return name
}
