package desk

import (
	"context"
	"net/url"
	"strconv"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// CustomerJoin is the page on which somebody finds the other customer who is the same person, and sees what would go over.
type CustomerJoin struct {
	Frame   layout.Frame
	Kept    people.Card
	Words   string         // that were looked for
	Found   []people.Known // nil: nothing was looked for
	Other   *people.Card   // who would go; nil: nobody is chosen yet
	Baggage ticket.Baggage // of who would go
	Theirs  []people.Address
	Clash   string
}

func (j CustomerJoin) path() string { return CustomerAddress(j.Kept.ID) }

// with is this page with one of those found.
func (j CustomerJoin) with(id people.ID) string {
	return j.path() + "/join?" + url.Values{"other": {strconv.FormatInt(int64(id), 10)}}.Encode()
}

// turned is this page with the two changed over.
func (j CustomerJoin) turned() string {
	return CustomerAddress(j.Other.ID) + "/join?" + url.Values{"other": {strconv.FormatInt(int64(j.Kept.ID), 10)}}.Encode()
}

// names tell the two apart: by their names, or by their addresses where these are the same.
func (j CustomerJoin) names() i18n.Blanks {
	if ui.Clean(j.Other.Name) == ui.Clean(j.Kept.Name) {
		return i18n.Blanks{Name: ui.Clean(j.Other.Address), Customer: ui.Clean(j.Kept.Address)}
	}
	return i18n.Blanks{Name: ui.Clean(j.Other.Name), Customer: ui.Clean(j.Kept.Name)}
}

// tickets says how many go over: "3 tickets, 1 open".
func (j CustomerJoin) tickets(ctx context.Context) string {
	if j.Baggage.Tickets == 0 {
		return i18n.T(ctx, "customer.join.none")
	}
	return i18n.T(ctx, "customer.join.tickets_count", i18n.Blanks{Count: j.Baggage.Tickets}) + ", " + openWords(ctx, j.Baggage.Open)
}

// getsCompany reports whether who stays is of the other's company then.
func (j CustomerJoin) getsCompany() bool { return j.Kept.CompanyID == nil && j.Other.CompanyID != nil }

// CompanyPage is the page of one company, or of one that is to be written down.
type CompanyPage struct {
	Frame    layout.Frame
	Company  people.Company // its ID is 0 while there is none
	Form     people.CompanyForm
	Members  []people.Known
	First    bool
	Next     people.ID
	Sizes    people.Sizes
	Problems []ui.Problem
}

func (p CompanyPage) wrong(field string) string { return wrongAt(p.Problems, field) }

// action is where the form goes.
func (p CompanyPage) action() string {
	if p.Company.ID == 0 {
		return "/desk/companies"
	}
	return CompanyAddress(p.Company.ID)
}
