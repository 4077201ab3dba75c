package desk

import (
	"strings"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// CustomerForm is the page on which a customer's card is filled in.
type CustomerForm struct {
	Frame    layout.Frame
	ID       people.ID
	Edit     people.Edit
	Member   people.Membership
	Phones   string // one a line
	Wish     Wish   // the hours, as they stand in the form
	Names    []string
	Zones    []string
	Sizes    people.Sizes
	Problems []ui.Problem
	Clash    string
}

// AnyHours says that a customer is reached at any time.
const AnyHours = "any"

// FormOf is a customer's card as it stands in the form when nobody has typed.
func FormOf(c people.Card) CustomerForm {
	e := people.Edit{
		Name: c.Name, Locale: c.Locale, Contact: c.Contact, Notes: c.Notes, IsUnrated: c.IsUnrated, Seal: c.Seal(),
	}
	if c.Zone != nil {
		e.Zone = *c.Zone
	}
	wish := WishOf(people.Reach{Own: c.Hours})
	if c.Hours == nil {
		wish.Hours = AnyHours
	}
	m := people.Membership{Company: c.Company, Sees: c.SeesCompany, Seal: c.Seal()}
	return CustomerForm{ID: c.ID, Edit: e, Member: m, Phones: strings.Join(c.Phones, "\n"), Wish: wish}
}

func (f CustomerForm) wrong(field string) string { return wrongAt(f.Problems, field) }

func (f CustomerForm) path() string { return CustomerAddress(f.ID) }

func (f CustomerForm) languages() []ui.Option {
	return Profile{Language: string(f.Edit.Locale)}.languages()
}

func (f CustomerForm) days(l *i18n.Localizer) []ui.Option { return f.Wish.days(l) }
