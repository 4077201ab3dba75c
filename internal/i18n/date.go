package i18n

import (
	"fmt"
	"strconv"
	"time"
)

// Clock is the time of day: en, sv, pl, el "14:30", da "14.30". 24 hours everywhere.
func (l *Localizer) Clock(t time.Time) string {
	t = t.In(l.zone)
	return fmt.Sprintf("%02d%s%02d", t.Hour(), l.names().clock, t.Minute())
}

// ClockWithSeconds is the time of day to the second: en, sv, pl, el "14:30:05", da "14.30.05".
func (l *Localizer) ClockWithSeconds(t time.Time) string {
	return fmt.Sprintf("%s%s%02d", l.Clock(t), l.names().clock, t.In(l.zone).Second())
}

// Weekday is the day's name: "Tuesday", "tisdag", "tirsdag", "wtorek", «Τρίτη».
func (l *Localizer) Weekday(t time.Time) string { return l.names().day[t.In(l.zone).Weekday()] }

// ShortWeekday is the day's name for narrow places: "Tue", "tis", "tirs.", "wt.", «Τρί».
func (l *Localizer) ShortWeekday(t time.Time) string {
	return l.names().shortDay[t.In(l.zone).Weekday()]
}

// Month is the month's name as it follows a day: "March", "mars", "marts", "marca", «Μαρτίου».
func (l *Localizer) Month(t time.Time) string { return l.names().monthOf(t.In(l.zone)) }

// DayMonth is the day without its year: "17 March", "17 mars", "17. marts", "17 marca", «17 Μαρτίου».
func (l *Localizer) DayMonth(t time.Time) string {
	t = t.In(l.zone)
	return l.T("time.date.day_month", Blanks{Day: strconv.Itoa(t.Day()), Month: l.names().monthOf(t)})
}

// ShortDayMonth is DayMonth for narrow places: "17 Mar", "17 mars", "17. mar.", "17 mar", «17 Μαρ».
func (l *Localizer) ShortDayMonth(t time.Time) string {
	t = t.In(l.zone)
	return l.T("time.date.day_month", Blanks{Day: strconv.Itoa(t.Day()), Month: l.names().shortMonthOf(t)})
}

// Date is the day with its year: "17 March 2026", "17 mars 2026", "17. marts 2026", "17 marca 2026",
// «17 Μαρτίου 2026».
func (l *Localizer) Date(t time.Time) string { return l.withYear(l.DayMonth(t), t) }

func (l *Localizer) withYear(date string, t time.Time) string {
	return l.T("time.date.year", Blanks{Date: date, Year: strconv.Itoa(t.In(l.zone).Year())})
}

// Day is the day with its name, and with its year when that is not now's: "Tuesday 17 March",
// "tisdag 17 mars", "tirsdag den 17. marts", "wtorek, 17 marca", «Τρίτη 17 Μαρτίου».
func (l *Localizer) Day(t, now time.Time) string {
	date := l.DayMonth(t)
	if !l.sameYear(t, now) {
		date = l.Date(t)
	}
	return l.T("time.date.weekday", Blanks{Weekday: l.Weekday(t), Date: date})
}

// ShortDay is a day in a row of days: "Wed 18", "ons 18", "ons. 18.", "śr. 18", «Τετ 18».
func (l *Localizer) ShortDay(t time.Time) string {
	t = t.In(l.zone)
	return l.T("time.date.short_day", Blanks{Weekday: l.names().shortDay[t.Weekday()], Day: strconv.Itoa(t.Day())})
}

// Stamp is an instant that nobody can mistake, for lists of what happened and for titles:
// "17 Mar 2026, 14:30", "17 mars 2026 14:30", "17. mar. 2026, 14.30", "17 mar 2026, 14:30", «17 Μαρ 2026, 14:30».
func (l *Localizer) Stamp(t time.Time) string {
	return l.T("time.stamp", Blanks{Date: l.withYear(l.ShortDayMonth(t), t), Clock: l.Clock(t)})
}

// days counts the midnights from now to t: 0 is today, 1 tomorrow, −1 yesterday.
func (l *Localizer) days(t, now time.Time) int {
	return midnights(t.In(l.zone)) - midnights(now.In(l.zone))
}

// midnights numbers the days of the calendar; a day with 23 or 25 hours counts as one.
func midnights(t time.Time) int {
	const day = 24 * 60 * 60
	return int(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / day)
}

func (l *Localizer) sameYear(t, now time.Time) bool {
	return t.In(l.zone).Year() == now.In(l.zone).Year()
}
