package calendar

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// midnight is the minute that a local date ends with: 24:00.
const midnight = 24 * 60

// cut divides a span at midnight into what belongs to its own date and what belongs to the next; either may be empty.
func (s Span) cut() (own, next Span, err error) {
	switch {
	case s.From < 0 || s.From >= midnight || s.To < 0 || s.To > midnight || s.From == s.To:
		return own, next, fmt.Errorf("minutes %d to %d: %w", s.From, s.To, ErrSpan)
	case s.From < s.To:
		return s, next, nil
	default:
		return Span{s.From, midnight}, Span{0, s.To}, nil
	}
}

// cutWeek gives each weekday the minutes that fall on it, the ends of the nights before included.
func cutWeek(week Week) (Week, error) {
	var whole Week
	for weekday, spans := range week {
		tomorrow := (weekday + 1) % 7
		for _, s := range spans {
			own, next, err := s.cut()
			if err != nil {
				return Week{}, fmt.Errorf("%s: %w", time.Weekday(weekday), err)
			}
			whole[weekday] = append(whole[weekday], own)
			if next.To > 0 {
				whole[tomorrow] = append(whole[tomorrow], next)
			}
		}
	}
	for weekday := range whole {
		whole[weekday] = merge(whole[weekday])
	}
	return whole, nil
}

// cutDate gives the minutes of one date, and refuses a night that would reach into the next.
func cutDate(spans []Span) ([]Span, error) {
	var whole []Span
	for _, s := range spans {
		own, next, err := s.cut()
		if err != nil {
			return nil, err
		}
		if next.To > 0 {
			return nil, fmt.Errorf("minutes %d to %d reach into the next date: %w", s.From, s.To, ErrSpan)
		}
		whole = append(whole, own)
	}
	return merge(whole), nil
}

// merge sorts spans and joins those that overlap or touch.
func merge(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	var merged []Span
	for _, s := range spans {
		if last := len(merged) - 1; last >= 0 && s.From <= merged[last].To {
			merged[last].To = max(merged[last].To, s.To)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// spans returns the open minutes of a date.
func (c *Calendar) spans(d day) []Span {
	if spans, found := c.exceptions[d]; found {
		return spans
	}
	return c.week[d.weekday()]
}

// closesForAYear tells whether 366 dates in a row have no hours. The week repeats, so a long run of closed dates holds
// an exception in any seven of them: it is enough to look at the seven dates before and after each exception.
func (c *Calendar) closesForAYear() bool {
	if !slices.ContainsFunc(c.week[:], func(spans []Span) bool { return len(spans) > 0 }) {
		return true
	}
	var closed int
	var next day // the first date that has not been looked at, once there is one
	for i, exception := range slices.Sorted(maps.Keys(c.exceptions)) {
		if i == 0 || next < exception-7 {
			next, closed = exception-7, 0
		}
		for ; next <= exception+7; next++ {
			if closed++; len(c.spans(next)) > 0 {
				closed = 0
			}
			if closed >= 366 {
				return true
			}
		}
	}
	return false
}
