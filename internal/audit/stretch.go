package audit

import (
	"strings"
	"time"
)

// stretchLayout is how an entry keeps an instant, in UTC: a reader sees it in words and in a zone of their own.
const stretchLayout = "2006-01-02 15:04 UTC"

// Stretch is from when to when something holds, as an entry keeps it, to the minute.
func Stretch(from, until time.Time) string {
	return from.UTC().Format(stretchLayout) + " – " + until.UTC().Format(stretchLayout)
}

// ReadStretch reads what Stretch has written; false for any other text.
func ReadStretch(text string) (from, until time.Time, is bool) {
	first, last, _ := strings.Cut(text, " – ")
	from, err := time.Parse(stretchLayout, first)
	if err != nil {
		return from, until, false
	}
	until, err = time.Parse(stretchLayout, last)
	return from, until, err == nil
}
