package i18n

import (
	"strconv"
	"time"
)

// At says when something is or was, inside a sentence: "today 14:30", "tomorrow 09:00",
// "yesterday 16:05", else "Thu 19 March 10:00", with the year when that is not now's.
// sv "i dag 14:30", da "i dag kl. 14.30", pl "dzisiaj o 14:30", el «σήμερα στις 14:30».
func (l *Localizer) At(t, now time.Time) string {
	b := Blanks{Clock: l.atClock(t)}
	switch l.days(t, now) {
	case 0:
		return l.T("time.at.today", b)
	case 1:
		return l.T("time.at.tomorrow", b)
	case -1:
		return l.T("time.at.yesterday", b)
	}
	b.Weekday = l.names().shortDay[t.In(l.zone).Weekday()]
	if !l.sameYear(t, now) {
		b.Date = l.Date(t)
		return l.T("time.at.year", b)
	}
	b.Date = l.DayMonth(t)
	return l.T("time.at.date", b)
}

// By says until when something is promised: "by today 15:30", "by tomorrow 09:00", within six days
// "by Thursday 10:00", else "by 24 March 09:00", in another year "by 24 March 2027, 09:00".
// sv "senast i dag 15:30", "senast torsdag 10:00"; da "senest i dag kl. 15.30", "senest torsdag kl. 10.00";
// pl "najpóźniej dzisiaj o 15:30", "najpóźniej w czwartek o 10:00"; el «έως σήμερα στις 15:30»,
// «έως την Πέμπτη στις 10:00». Seconds are cut off, so what is said is never later than what is due.
func (l *Localizer) By(t, now time.Time) string {
	b := Blanks{Clock: l.atClock(t)}
	days := l.days(t, now)
	switch {
	case days == 0:
		return l.T("time.by.today", b)
	case days == 1:
		return l.T("time.by.tomorrow", b)
	case days > 1 && days < 7:
		b.Weekday = l.names().onDay[t.In(l.zone).Weekday()]
		return l.T("time.by.weekday", b)
	}
	b.Date = l.onDate(t)
	if !l.sameYear(t, now) {
		b.Year = strconv.Itoa(t.In(l.zone).Year())
		return l.T("time.by.year", b)
	}
	return l.T("time.by.date", b)
}

// atClock is the time of day as a sentence says it: "15:30", da "kl. 15.30", pl "o 15:30",
// el «στις 15:30» but, since one o'clock is one, «στη 01:00».
func (l *Localizer) atClock(t time.Time) string {
	b := Blanks{Clock: l.Clock(t)}
	if t.In(l.zone).Hour() == 1 {
		return l.T("time.clock.at_one", b)
	}
	return l.T("time.clock.at", b)
}

// onDate is the date as it follows "by": el «τις 24 Μαρτίου» but «την 1η Μαρτίου».
func (l *Localizer) onDate(t time.Time) string {
	t = t.In(l.zone)
	b := Blanks{Day: strconv.Itoa(t.Day()), Month: l.names().monthOf(t)}
	if t.Day() == 1 {
		return l.T("time.date.on_first", b)
	}
	return l.T("time.date.on", b)
}

// Lead is the short stamp in the margin: the clock when it is today ("14:30"), the day and the clock
// within six days before or after ("Wed 09:00", da "ons. 09.00", pl "śr. 09:00"), else the date and the clock
// ("24 Mar 09:00"), in another year the date alone ("24 Mar 2027").
func (l *Localizer) Lead(t, now time.Time) string {
	days := l.days(t, now)
	switch {
	case days == 0:
		return l.Clock(t)
	case days > -7 && days < 7:
		return l.T("time.lead", Blanks{Day: l.names().shortDay[t.In(l.zone).Weekday()], Clock: l.Clock(t)})
	case !l.sameYear(t, now):
		return l.withYear(l.ShortDayMonth(t), t)
	default:
		return l.T("time.lead", Blanks{Day: l.ShortDayMonth(t), Clock: l.Clock(t)})
	}
}
