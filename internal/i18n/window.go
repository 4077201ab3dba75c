package i18n

import "time"

// Within says a window, inside a sentence: "today 14:00–14:30", "Thu 19 March 10:00–12:00". A window that ends on another day
// names both. Without an opening only the end was named: then it is By.
func (l *Localizer) Within(opens, closes, now time.Time) string {
	switch {
	case opens.IsZero():
		return l.By(closes, now)
	case opens.In(l.zone).YearDay() == closes.In(l.zone).YearDay() && closes.Sub(opens) < 24*time.Hour:
		return l.At(opens, now) + "–" + l.Clock(closes)
	default:
		return l.At(opens, now) + " – " + l.At(closes, now)
	}
}

// LeadWithin is a window as Lead stamps it: "14:00–14:30", "Thu 10:00–12:00", "24 Mar 10:00–12:00", in another year with the year
// too. A window that ends on another day names both.
func (l *Localizer) LeadWithin(opens, closes, now time.Time) string {
	stamp := l.Lead
	if !l.sameYear(opens, now) && !(l.days(opens, now) > -7 && l.days(opens, now) < 7) { // Lead would leave out the clock
		stamp = func(t, _ time.Time) string { return l.Stamp(t) }
	}
	switch {
	case opens.IsZero():
		return l.Lead(closes, now)
	case l.days(opens, closes) == 0:
		return stamp(opens, now) + "–" + l.Clock(closes)
	default:
		return stamp(opens, now) + " – " + stamp(closes, now)
	}
}

// Hours is a window as a stamp in a margin: "14:00–14:30".
func (l *Localizer) Hours(opens, closes time.Time) string {
	if opens.IsZero() {
		return l.Clock(closes)
	}
	return l.Clock(opens) + "–" + l.Clock(closes)
}
