package mail

import (
	"fmt"
	"net/url"
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

// reminder says that an appointment stands, the day before.
func reminder(l *i18n.Localizer, p *sheet) {
	v := p.letter.Vow
	b := i18n.Blanks{When: v.at(l, p.letter.Now)}
	if v.Kind == promise.Callback {
		p.subject, p.head = l.T("day.mail.remind.call.subject", b), l.Parts("day.mail.remind.call.head", b)
	} else {
		p.subject, p.head = l.T("day.mail.remind.visit.subject", b), l.Parts("day.mail.remind.visit.head", b)
	}
	p.hint = l.T("day.mail.remind.hint")
	p.after = append(p.after, p.hint)
}

// Event is an appointment in the words of its customer's calendar, in l's language. What is to be brought along, and whatever else is
// the staff's own, is not in it.
func Event(l *i18n.Localizer, company Company, p *promise.Promise) (summary, location, description string) {
	b := i18n.Blanks{Company: company.Name}
	if p.Kind == promise.Callback {
		return l.T("day.event.call", b), "", l.T("day.event.hint")
	}
	return l.T("day.event.visit", b), oneLine(p.Place), l.T("day.event.hint")
}

// AppointmentUID is by what calendars know an appointment, however often it is moved. The host keeps those of two desks apart.
func AppointmentUID(p *promise.Promise, base *url.URL) string {
	return fmt.Sprintf("appointment-%d@%s", p.FirstID(), base.Hostname())
}
