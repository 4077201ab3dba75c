package demo

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/i18n"
)

// Zone is the IANA zone of the demo desk and of its calendar.
const Zone = "Europe/Copenhagen"

// The anchor's time of day: when the afternoon has begun, with kept promises behind and late ones at hand.
const (
	anchorHour   = 14
	anchorMinute = 18
)

// Moment is a wall-clock time counted from the anchor, the instant at which the demo desk's clock stands after loading.
type Moment struct {
	days  int // working days, Monday to Friday, from the anchor's own
	night bool
	clock string
}

// Today is a time of the anchor's day: Today("12:31").
func Today(clock string) Moment { return Moment{clock: clock} }

// Day is a time of the n-th working day after (n > 0) or before (n < 0) the anchor's. Saturdays do not count, though the
// desk is open on them: so a story is the same on whatever weekday it is loaded.
func Day(n int, clock string) Moment { return Moment{days: n, clock: clock} }

// LastNight is a time of the calendar day before the anchor's, when the desk was closed. On a Monday that is Sunday.
func LastNight(clock string) Moment { return Moment{night: true, clock: clock} }

// Anchor is the instant at which a demo desk that is loaded at now begins: the first 14:18 of a working day in the desk's
// zone that is not before now. The desk's clock is moved forward to it, never back.
func Anchor(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	for ; ; d++ {
		a := time.Date(y, m, d, anchorHour, anchorMinute, 0, 0, zone)
		if working(a) && !a.Before(now) {
			return a
		}
	}
}

// In is the moment's instant, in the anchor's zone. A clock that is not a time of day counts as midnight; the
// stories' test refuses such a one.
func (m Moment) In(anchor time.Time) time.Time {
	date := m.date(anchor)
	y, mo, d := date.Date()
	c, _ := time.Parse("15:04", m.clock)
	return time.Date(y, mo, d, c.Hour(), c.Minute(), 0, 0, anchor.Location())
}

func (m Moment) date(anchor time.Time) time.Time {
	y, mo, d := anchor.Date()
	noon := time.Date(y, mo, d, 12, 0, 0, 0, anchor.Location())
	if m.night {
		return noon.AddDate(0, 0, -1)
	}
	return workday(noon, m.days)
}

// workday steps n working days from t.
func workday(t time.Time, n int) time.Time {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		t = t.AddDate(0, 0, step)
		if working(t) {
			n--
		}
	}
	return t
}

func working(t time.Time) bool { return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday }

// Fill replaces the blanks for days in a text that is written at an instant: {day +2} is the second working day after
// the anchor's and reads "tomorrow" or "on Thursday", in the text's language, as seen from that instant. A day more than
// six days away has no unmistakable word and is an error.
func Fill(text string, l i18n.Locale, at, anchor time.Time) (string, error) {
	var failed error
	filled := blank().ReplaceAllStringFunc(text, func(b string) string {
		n, err := strconv.Atoi(blank().FindStringSubmatch(b)[1])
		if err != nil {
			failed = fmt.Errorf("blank %s: %w", b, err)
			return b
		}
		words, err := dayWords(l, at.In(anchor.Location()), Day(n, "12:00").In(anchor))
		if err != nil {
			failed = fmt.Errorf("blank %s: %w", b, err)
		}
		return words
	})
	return filled, failed
}

func blank() *regexp.Regexp { return regexp.MustCompile(`\{day ([+-]\d+|0)\}`) }
