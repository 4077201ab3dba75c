package ui

import (
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
)

// Clause is what a customer gets of a promise, as the beginning of a sentence: of an appointment the desk's own words in l's
// language, of anything else the words that somebody wrote.
func Clause(l *i18n.Localizer, k promise.Kind, words string) string {
	switch k {
	case promise.Callback:
		return l.T("kinds.clause.call")
	case promise.Visit:
		return l.T("kinds.clause.visit")
	default:
		return words
	}
}

// Window says the time of a promise: of an appointment its window, else by when.
func Window(l *i18n.Localizer, p *promise.Promise, now time.Time) string {
	return l.Within(p.Opens, p.Due, now)
}
