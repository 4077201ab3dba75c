package mail

import (
	"context"
	"strings"

	"github.com/kepthq/kept/internal/i18n"
)

// AddressKind says what a letter about an address is for.
type AddressKind int

// The kinds.
const (
	AddressTheirs AddressKind = iota // to the address: is it the customer's?
	AddressWord                      // to the customer, where they are known: is that other one theirs?
	AddressAdded                     // to the customer: somebody of us answered for another one
	AddressJoined                    // to the address: what was asked by it stands with one customer's now
)

// AddressLetter is a letter about one of a customer's addresses.
type AddressLetter struct {
	Kind    AddressKind
	Company Company
	Name    string // of the customer whose address it is to be
	Address string
	Link    string // opens the page with the button, where there is one to press; it works for three days
}

// addressWords is a letter about an address in words.
type addressWords struct {
	AddressLetter
	head, why, press, not string
}

// WriteAddress writes it in l's language.
func WriteAddress(l *i18n.Localizer, a AddressLetter) (Written, error) {
	w := a.words(l)
	var page strings.Builder
	if err := addressDocument(w, string(l.Locale())).Render(i18n.With(context.Background(), l), &page); err != nil {
		return Written{}, err
	}
	blocks := []string{w.head, w.why, w.press + ":\n" + a.Link, w.not, "-- \n" + sheet{letter: Letter{Company: a.Company}}.companyLine()}
	return Written{Subject: w.head, Text: strings.Join(blocks, "\n\n") + "\n", HTML: page.String()}, nil
}

func (a AddressLetter) words(l *i18n.Localizer) addressWords {
	b := i18n.Blanks{Address: clean(a.Address), Name: clean(a.Name), Company: clean(a.Company.Name)}
	w := addressWords{AddressLetter: a, press: l.T("customer.letter.press")}
	switch a.Kind {
	case AddressWord:
		w.head, w.why, w.not = l.T("customer.word.head", b), l.T("customer.word.why", b), l.T("customer.word.not", b)
	case AddressAdded:
		w.head, w.why, w.not = l.T("customer.added.head", b), l.T("customer.added.why", b), l.T("customer.added.not", b)
		w.press = l.T("customer.added.press")
	case AddressJoined:
		w.head, w.why, w.not = l.T("customer.together.head", b), l.T("customer.together.why", b), l.T("customer.together.not", b)
		w.press = l.T("customer.added.press")
	default:
		w.head, w.why, w.not = l.T("customer.letter.head", b), l.T("customer.letter.why", b), l.T("customer.letter.not")
	}
	return w
}
