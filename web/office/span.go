package office

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/kepthq/kept/internal/i18n"
)

// A day of a promise is eight hours that the desk is open, or 24 where every hour counts.
const (
	openDay  = 8 * time.Hour
	wholeDay = 24 * time.Hour
)

// SpanTyped is a length of time as somebody would type it: "30 min", "2 h", "5 days".
func SpanTyped(ctx context.Context, d time.Duration, always bool) string {
	if d == 0 {
		return ""
	}
	day := openDay
	if always {
		day = wholeDay
	}
	if d%day == 0 && d >= 2*day {
		return i18n.T(ctx, "policies.unit.days", i18n.Blanks{Count: int(d / day)})
	}
	hours, minutes := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case minutes == 0:
		return i18n.T(ctx, "policies.unit.hours", i18n.Blanks{Number: strconv.Itoa(hours)})
	case hours == 0:
		return i18n.T(ctx, "policies.unit.minutes", i18n.Blanks{Number: strconv.Itoa(minutes)})
	default:
		return i18n.T(ctx, "policies.unit.hours", i18n.Blanks{Number: strconv.Itoa(hours)}) + " " + i18n.T(ctx, "policies.unit.minutes", i18n.Blanks{Number: strconv.Itoa(minutes)})
	}
}

// units are the first letters of the units in the five languages, the longer ones first.
var units = []struct {
	letters string
	unit    time.Duration
}{
	{"min", time.Minute}, {"λ", time.Minute}, {"m", time.Minute},
	{"tim", time.Hour}, {"t", time.Hour}, {"h", time.Hour}, {"g", time.Hour}, {"ώ", time.Hour}, {"ω", time.Hour},
	{"d", 0}, {"η", 0}, {"μ", 0}, {"ή", 0},
}

// How long what is typed for a length of time may be, and how long a time is read as at most: whatever is longer is refused alike.
const (
	longestSpan = 40
	farTooLong  = 100 * 365 * wholeDay
)

// ReadSpan reads a length of time as somebody typed it, in any of the five languages; false where it is none. A number alone is of
// minutes.
func ReadSpan(text string, always bool) (time.Duration, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" || len(text) > longestSpan {
		return 0, false
	}
	var sum time.Duration
	for text != "" {
		end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
		if end < 0 {
			end = len(text)
		}
		n, err := strconv.Atoi(text[:end])
		if err != nil {
			return 0, false
		}
		text = strings.TrimSpace(text[end:])
		end = strings.IndexFunc(text, unicode.IsDigit)
		if end < 0 {
			end = len(text)
		}
		unit, found := unitOf(strings.TrimSpace(text[:end]), always)
		if !found {
			return 0, false
		}
		sum = min(farTooLong, sum+min(time.Duration(n), farTooLong/unit)*unit)
		text = text[end:]
	}
	return sum, true
}

func unitOf(word string, always bool) (time.Duration, bool) {
	if word == "" {
		return time.Minute, true
	}
	for _, u := range units {
		if !strings.HasPrefix(word, u.letters) {
			continue
		}
		switch {
		case u.unit != 0:
			return u.unit, true
		case always:
			return wholeDay, true
		default:
			return openDay, true
		}
	}
	return 0, false
}
