package desk

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

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
	IsBlind bool // some team's tickets are hidden from the reader: they join nobody
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
	Gate     people.Gate
	Members  []people.Known
	First    bool
	Next     people.ID
	Sizes    people.Sizes
	Problems []ui.Problem
}

// CompanyPageOf is the page of a company as it stands when nobody has typed.
func CompanyPageOf(c people.Company) CompanyPage {
	return CompanyPage{
		Company: c, Form: people.CompanyForm{Name: c.Name, Notes: c.Notes}, Gate: people.Gate{Domains: strings.Join(c.Domains, "\n"), MayReply: c.MayReply},
	}
}

// isWrongAt reports whether one of these fields is wrong: the problems stand above the form that they are of.
func (p CompanyPage) isWrongAt(fields ...string) bool {
	return slices.ContainsFunc(p.Problems, func(one ui.Problem) bool { return slices.Contains(fields, one.Field) })
}

// mayShare reports whether the reader says which customers read each other's tickets.
func mayShare(ctx context.Context) bool {
	return people.Actor{Role: people.Role(layout.ViewerFrom(ctx).Role)}.Can(people.Share, 0)
}

func (p CompanyPage) wrong(field string) string { return wrongAt(p.Problems, field) }

// action is where the form goes.
func (p CompanyPage) action() string {
	if p.Company.ID == 0 {
		return "/desk/companies"
	}
	return CompanyAddress(p.Company.ID)
}
