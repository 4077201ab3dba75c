package mail

import (
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
)

// at is the time of a promise without "by": of an appointment its window.
func (v Vow) at(l *i18n.Localizer, now time.Time) string {
	if v.Opens.IsZero() {
		return l.At(v.Due, now)
	}
	return l.Within(v.Opens, v.Due, now)
}

// visitLines say where somebody comes, and who.
func visitLines(l *i18n.Localizer, letter Letter) []string {
	var lines []string
	if letter.Vow.Kind != promise.Visit {
		return nil
	}
	if letter.Vow.Who != "" {
		lines = append(lines, l.T("kinds.mail.who", i18n.Blanks{Name: firstName(letter.Vow.Who)}))
	}
	if place := oneLine(letter.Vow.Place); place != "" {
		lines = append(lines, l.T("kinds.mail.place", i18n.Blanks{Text: place}))
	}
	return lines
}

// delayed says that somebody comes some minutes later than the window opens.
func delayed(l *i18n.Localizer, p *sheet) {
	b := i18n.Blanks{When: l.At(p.letter.Was, p.letter.Now)}
	p.glyph = late
	p.subject, p.head = l.T("kinds.mail.late.subject", b), l.Parts("kinds.mail.late.head", b)
	p.hint = l.T("kinds.mail.late.sorry")
	p.before = []string{p.hint}
}
