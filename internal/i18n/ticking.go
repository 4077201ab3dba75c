package i18n

import (
	"strings"
	"time"
)

// Ticking are the phrases of Margin with marks in place of the numbers, so that a page can count on without asking: {m}
// minutes, {h} hours. They are made from Margin itself, whose words for minutes and hours are the same for every number
// (a test sees to it); days, which they are not, the page leaves as they are.
type Ticking struct {
	Now         string
	Minutes     string // "in {m} min"
	Hours       string // "{h} h"
	Both        string // "{h} h {m} min"
	LateMinutes string // "{m} min late"
	LateHours   string // "{h} h late"
}

// Ticking makes them. The numbers stand for any.
func (l *Localizer) Ticking() Ticking {
	var now time.Time
	of := func(d time.Duration) string {
		return strings.NewReplacer("37", "{m}", "2", "{h}").Replace(l.Margin(now.Add(d), now))
	}
	return Ticking{
		Now: of(0), Minutes: of(37 * time.Minute), Hours: of(2 * time.Hour), Both: of(2*time.Hour + 37*time.Minute),
		LateMinutes: of(-37 * time.Minute), LateHours: of(-2 * time.Hour),
	}
}
