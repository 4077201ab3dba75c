package i18n

import "time"

// farthest is the distance from which on a day says more than hours and minutes (docs/design.md 5).
const farthest = 3 * time.Hour

// Left says how far away t is, for agents: under a minute, and when t has passed, "now"; up to three
// hours "in 12 min", "in 1 h 12 min"; then "today", "tomorrow", "in 2 days". What is left is rounded
// down. sv "om 12 min", da "om 12 min", pl "za 12 min", el «σε 12 λ.».
func (l *Localizer) Left(t, now time.Time) string {
	left := t.Sub(now)
	days := l.days(t, now)
	switch {
	case left < time.Minute:
		return l.T("time.now")
	case left <= farthest:
		return l.T("time.left.in", Blanks{Span: l.Span(left)})
	case days == 0:
		return l.T("time.left.today")
	case days == 1:
		return l.T("time.left.tomorrow")
	default:
		return l.T("time.left.days", Blanks{Count: days})
	}
}

// Late says how long ago t should have been kept: "now" under a minute, then "5 min late", "2 h late",
// "1 day late", rounded up. sv "5 min sen", da "5 min forsinket", pl "5 min po czasie", el «5 λ. αργά».
// With the instant of the keeping for now, it says how late that was.
func (l *Localizer) Late(t, now time.Time) string {
	late := now.Sub(t)
	if late < time.Minute {
		return l.T("time.now")
	}
	return l.T("time.late.by", Blanks{Span: l.Span(roundUp(late))})
}

// Early says how long before t it was kept, at kept: "27 min early", rounded down, and "just in time" under a
// minute. sv "27 min före tiden", da "27 min før tiden", pl "27 min przed czasem", el «27 λ. νωρίτερα».
func (l *Localizer) Early(t, kept time.Time) string {
	early := t.Sub(kept)
	if early < time.Minute {
		return l.T("time.early.just")
	}
	return l.T("time.early.by", Blanks{Span: l.Span(early)})
}

// Margin is Left, or Late once t has passed, in the words of the narrow margin, at most twelve
// characters: "in 12 min", "1 h 12 min", "tomorrow", "in 2 days", "5 min late"; da "5 min over", pl "5 min po",
// el «2 ημ. αργά».
func (l *Localizer) Margin(t, now time.Time) string {
	left, late := t.Sub(now), now.Sub(t)
	switch {
	case late > 0 && roundUp(late) >= 24*time.Hour:
		return l.T("time.margin.late_days", Blanks{Count: int(roundUp(late) / (24 * time.Hour))})
	case late >= time.Minute:
		return l.T("time.margin.late", Blanks{Span: l.Span(roundUp(late))})
	case left >= time.Hour && left <= farthest:
		return l.Span(left)
	default:
		return l.Left(t, now)
	}
}

// Span is a length of time, rounded down to minutes, or to hours from a day on: "under 1 min", "12 min",
// "1 h 12 min", "2 h", "1 day", "2 days 3 h". Without its sign. sv "2 dagar 3 h", da "1 t 12 min",
// pl "5 dni 3 h", el «1 ώ. 12 λ.».
func (l *Localizer) Span(d time.Duration) string {
	d = d.Abs()
	days, hours, minutes := int(d/(24*time.Hour)), int(d%(24*time.Hour)/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case days > 0 && hours > 0:
		return l.T("time.span.both", Blanks{From: l.T("time.span.days", Blanks{Count: days}), To: l.T("time.span.hours", Blanks{Count: hours})})
	case days > 0:
		return l.T("time.span.days", Blanks{Count: days})
	case hours > 0 && minutes > 0:
		return l.T("time.span.both", Blanks{From: l.T("time.span.hours", Blanks{Count: hours}), To: l.T("time.span.minutes", Blanks{Count: minutes})})
	case hours > 0:
		return l.T("time.span.hours", Blanks{Count: hours})
	case minutes > 0:
		return l.T("time.span.minutes", Blanks{Count: minutes})
	default:
		return l.T("time.span.under")
	}
}

// roundUp makes d one amount of one unit, never less than it was: minutes under an hour, hours under a
// day, days.
func roundUp(d time.Duration) time.Duration {
	for _, u := range []struct{ unit, below time.Duration }{{time.Minute, time.Hour}, {time.Hour, 24 * time.Hour}} {
		if up := (d + u.unit - 1) / u.unit * u.unit; up < u.below {
			return up
		}
	}
	const day = 24 * time.Hour
	return (d + day - 1) / day * day
}
