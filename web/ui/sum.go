package ui

import (
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
)

// mostClosed is how many closed stretches the sentence of a due time names.
const mostClosed = 2

// Sum is the plain sentence that explains a due time, in the zone that l writes times in: "Fri 16:30 + 2 h → Mon 10:30;
// closed Fri 17:00 – Mon 9:00".
func Sum(l *i18n.Localizer, s calendar.Sum) string {
	far := s.To.Sub(s.From) > 6*24*time.Hour
	counted := l.T("calendars.sum.counted", i18n.Blanks{From: moment(l, s.From, far), Span: Hours(l, s.Open), To: moment(l, s.To, far)})
	if len(s.Closed) == 0 {
		return counted
	}
	var named []string
	for i, shut := range s.Closed {
		if i == mostClosed {
			break
		}
		named = append(named, l.T("calendars.sum.stretch", i18n.Blanks{From: moment(l, shut.From, far), To: moment(l, shut.To, far)}))
	}
	if more := len(s.Closed) - mostClosed; more > 0 {
		named = append(named, l.T("calendars.sum.more", i18n.Blanks{Count: more}))
	}
	return l.T("calendars.sum.closed", i18n.Blanks{What: counted, Words: l.And(named)})
}

// moment is a time in a sum; what lies further apart than a week has its date.
func moment(l *i18n.Localizer, t time.Time, far bool) string {
	if far {
		return l.T("calendars.sum.far", i18n.Blanks{Weekday: l.ShortWeekday(t), Date: l.ShortDayMonth(t), Clock: l.Clock(t)})
	}
	return l.T("calendars.sum.near", i18n.Blanks{Weekday: l.ShortWeekday(t), Clock: l.Clock(t)})
}

// Hours is a length of business time, which has no days: "40 h", "1 h 30 min".
func Hours(l *i18n.Localizer, d time.Duration) string {
	hours, rest := int(d/time.Hour), d%time.Hour
	switch {
	case hours == 0:
		return l.Span(rest)
	case rest < time.Minute:
		return l.T("time.span.hours", i18n.Blanks{Count: hours})
	default:
		return l.T("time.span.both", i18n.Blanks{From: l.T("time.span.hours", i18n.Blanks{Count: hours}), To: l.Span(rest)})
	}
}
