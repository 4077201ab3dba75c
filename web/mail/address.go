package mail

import (
	"context"
	"strings"

	"github.com/kepthq/kept/internal/i18n"
)

// AddressLetter asks whoever reads the mail of an address whether it is a customer's.
type AddressLetter struct {
	Company Company
	Name    string // of the customer whose address it is to be
	Address string
	Link    string // opens the page with the button; it works for three days
}

// WriteAddress writes it in l's language.
func WriteAddress(l *i18n.Localizer, a AddressLetter) (Written, error) {
	var page strings.Builder
	if err := addressDocument(a, string(l.Locale())).Render(i18n.With(context.Background(), l), &page); err != nil {
		return Written{}, err
	}
	blocks := []string{a.head(l), a.why(l), l.T("customer.letter.press") + ":\n" + a.Link, l.T("customer.letter.not"), "-- \n" + sheet{letter: Letter{Company: a.Company}}.companyLine()}
	return Written{Subject: a.head(l), Text: strings.Join(blocks, "\n\n") + "\n", HTML: page.String()}, nil
}

func (a AddressLetter) head(l *i18n.Localizer) string {
	return l.T("customer.letter.head", i18n.Blanks{Address: clean(a.Address)})
}

func (a AddressLetter) why(l *i18n.Localizer) string {
	return l.T("customer.letter.why", i18n.Blanks{Name: clean(a.Name), Company: clean(a.Company.Name)})
}
