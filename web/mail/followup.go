package mail

import (
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
)

// The three follow-ups to a customer who is silent.
const (
	second = 2
	third  = 3
)

// followUp asks a silent customer, kindly and shortly, whether it works or help is still needed. The third says that it
// is solved now, when it closes, and that an answer opens it again: a person's own words replace none of that.
func followUp(l *i18n.Localizer, p *sheet) {
	subject := start(p.letter.Subject)
	b := i18n.Blanks{Name: firstName(p.letter.Customer), Subject: subject}
	switch p.letter.Step {
	default:
		p.subject, p.head = l.T("mail.follow.first.subject", b), l.Parts("mail.follow.first.head", b)
	case second:
		p.subject, p.head = l.T("mail.follow.second.subject", b), l.Parts("mail.follow.second.head", b)
	case third:
		p.glyph = stop
		p.subject, p.head = l.T("mail.follow.third.subject", b), l.Parts("mail.follow.third.head", b)
		if v := p.letter.Vow; v.Kind == promise.Confirmation && !v.Due.IsZero() {
			p.after = append(p.after, l.T("mail.follow.third.closes", i18n.Blanks{When: l.By(v.Due, p.letter.Now)}))
		}
	}
	p.before = []string{l.T("mail.receipt.wrote", b)}
	if what := oneLine(p.letter.WaitsFor); what != "" {
		p.before = append(p.before, l.T("mail.follow.waits", i18n.Blanks{What: what}))
	}
	if len(p.said) == 0 {
		p.said = [][]string{{ReadyFollowUp(l, p.letter.Step)}}
	}
	p.hint = start(p.said[0][0])
	p.buttons = []button{{label: l.T("mail.button.yes"), answer: works}, {label: l.T("mail.button.help"), quiet: true, answer: help}}
}

// ReadyFollowUp is what a follow-up says if nobody writes something of their own, in l's language.
func ReadyFollowUp(l *i18n.Localizer, step int) string {
	switch step {
	default:
		return l.T("mail.follow.first.text")
	case second:
		return l.T("mail.follow.second.text")
	case third:
		return l.T("mail.follow.third.text")
	}
}
