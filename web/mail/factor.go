package mail

import (
	"context"
	"strings"

	"github.com/kepthq/kept/internal/i18n"
)

// FactorLost is a letter to somebody of the staff: an admin has removed their second factor.
type FactorLost struct {
	Company Company
	Name    string // the recipient's
	By      string // the admin's name
	Link    string // to the sign-in page
}

// factorSheet is the letter in words, before it is drawn.
type factorSheet struct {
	FactorLost
	colour, lang, subject, head string
	body                        []string
}

// WriteFactorLost writes it in l's language.
func WriteFactorLost(l *i18n.Localizer, f FactorLost) (Written, error) {
	b := i18n.Blanks{Name: firstName(f.Name), Who: f.By, Company: f.Company.Name}
	p := factorSheet{
		FactorLost: f, colour: readable(f.Company.Brand), lang: string(l.Locale()),
		subject: l.T("factor.mail.subject", b), head: l.T("factor.mail.head", b),
		body: []string{l.T("factor.mail.what", b), l.T("factor.mail.not_you", b)},
	}
	var page strings.Builder
	if err := factorLost(p).Render(i18n.With(context.Background(), l), &page); err != nil {
		return Written{}, err
	}
	blocks := append([]string{p.head}, p.body...)
	blocks = append(blocks, l.T("factor.mail.open")+":\n"+p.Link)
	return Written{Subject: p.subject, Text: strings.Join(blocks, "\n\n") + "\n", HTML: page.String()}, nil
}
