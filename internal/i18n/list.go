package i18n

import (
	"strings"
	"time"
)

// And is a list inside a sentence: "a", "a and b", "a, b and c"; sv "a, b och c", da "a, b og c", pl "a, b i c", el «α, β και γ».
func (l *Localizer) And(items []string) string {
	last := len(items) - 1
	if last < 1 {
		return strings.Join(items, "")
	}
	return l.T("time.list", Blanks{From: strings.Join(items[:last], ", "), To: items[last]})
}

// AllBy is By of several times: "by today 12:00 and by today 14:00".
func (l *Localizer) AllBy(times []time.Time, now time.Time) string {
	said := make([]string, len(times))
	for i, t := range times {
		said[i] = l.By(t, now)
	}
	return l.And(said)
}
