package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

const (
	atCustomer = "/desk/customers/{customer}"
	atCompany  = "/desk/companies/{company}"
)

// isClients reports whether a route is about customers or companies.
func isClients(route string) bool {
	return strings.HasPrefix(route, "/desk/customers") || strings.HasPrefix(route, "/desk/companies") || strings.HasPrefix(route, "/addresses/")
}

// clients are customers with all that can be done to one: a second address that is confirmed, one that is asked about with its
// link, a company, somebody who was joined into them, and somebody who is worth joining.
type clients struct {
	customer, gone, twin, colleague people.ID
	join                            ticket.JoinID
	company                         people.CompanyID
	second, asked, waits            string
	seal                            string
	token, used, word               people.Token
}

func (s *site) makeClients() clients {
	s.T.Helper()
	var f clients
	sizes := people.Sizes{Name: 200, Address: 254, Line: 200}
	by, tag := s.Karin.Acting(), strings.ToLower(cast.Key())
	f.colleague, f.second, f.asked = s.Jonas.ID, "second-"+tag+"@folk.example", "asked-"+tag+"@folk.example"
	f.waits = "waits-" + tag + "@folk.example"
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		for i, id := range []*people.ID{&f.customer, &f.gone, &f.twin} {
			n := people.Newcomer{Role: people.Customer, Name: "Nina Folk", Address: fmt.Sprintf("nina%d-%s@folk.example", i, tag), Locale: i18n.EN}
			if *id, err = people.Add(ctx, tx, n); err != nil {
				return err
			}
		}
		if f.company, err = people.AddCompany(ctx, tx, by, sizes, people.CompanyForm{Name: "Folk " + tag}); err != nil {
			return err
		}
		if _, err := people.SetGate(ctx, tx, by, f.company, people.Gate{Domains: tag + ".example"}); err != nil {
			return err
		}
		for _, address := range []string{f.second, f.asked} {
			if _, err := people.AskAddress(ctx, tx, by, f.customer, sizes, address); err != nil {
				return err
			}
			if _, err := people.VouchAddress(ctx, tx, by, f.customer, address); err != nil {
				return err
			}
			link, err := people.NewAddressLink(ctx, tx, f.customer, address)
			if err != nil {
				return err
			}
			f.used, f.token = f.token, link
			if address == f.second {
				if _, err := people.ConfirmAddress(ctx, tx, link); err != nil {
					return err
				}
			}
		}
		if _, err := people.AskAddress(ctx, tx, by, f.customer, sizes, f.waits); err != nil {
			return err
		}
		if f.word, err = people.NewWordLink(ctx, tx, f.customer, f.waits, f.second); err != nil {
			return err
		}
		if f.join, err = ticket.JoinCustomers(ctx, tx, by, f.customer, f.gone); err != nil {
			return err
		}
		card, err := people.CardOf(ctx, tx, by, f.customer)
		f.seal = card.Seal()
		return err
	})
	return f
}

// path is where a route's form is sent.
func (f clients) path(route string) string {
	return strings.NewReplacer("{customer}", fmt.Sprint(f.customer), "{company}", fmt.Sprint(f.company), "{join}", fmt.Sprint(f.join), "{token}", string(f.token)).Replace(route)
}

// address fills a route's address with what a row names.
func (f clients) address(t testing.TB, r row) string {
	switch r.object {
	case "", "customer", "company", "join", "asked link":
	case "customer who was joined":
		f.customer = f.gone
	case "colleague":
		f.customer = f.colleague
	case "another customer's join":
		f.customer = f.twin
	case "new company":
		return strings.Replace(r.route, "{company}", "new", 1)
	case "link that asks the customer":
		f.token = f.word
	case "used link":
		f.token = f.used
	case "forged link":
		f.token = forged
	case "unknown customer", "unknown company":
		f.customer, f.company = 987654, 987654
	case "unknown join":
		f.join = 987654
	case "nonsense":
		return strings.NewReplacer("{customer}", nonsense, "{company}", nonsense, "{join}", nonsense).Replace(r.route)
	default:
		require.Fail(t, "nobody knows what this is", r.object)
	}
	return f.path(r.route)
}

// fields are the fields of a route's form as they would be taken.
func (f clients) fields(route string) url.Values {
	switch route {
	case atCustomer + "/profile":
		return url.Values{
			"name": {"Nina Folk"}, "language": {"da"}, "zone": {"Europe/Copenhagen"}, "contact": {"phone"}, "phones": {"+45 70 10 20 30"}, "hours": {"own"},
			"from": {"08:00"}, "to": {"16.30"}, "days": {"1"}, "notes": {"Rings back."}, "seal": {f.seal},
		}
	case atCustomer + "/addresses":
		return url.Values{"address": {"third-" + f.second}}
	case atCustomer + "/company":
		return url.Values{"company": {""}, "seal": {f.seal}}
	case atCustomer + "/addresses/agreements":
		return url.Values{"address": {f.waits}}
	case atCustomer + "/addresses/main":
		return url.Values{"address": {f.second}}
	case atCustomer + "/addresses/removals":
		return url.Values{"address": {f.asked}}
	case atCustomer + "/joins":
		return url.Values{"other": {fmt.Sprint(f.twin)}}
	case "/desk/companies":
		return url.Values{"name": {"Made " + cast.Key()}, "notes": {"New."}}
	case atCompany:
		return url.Values{"name": {"Renamed " + cast.Key()}, "notes": {"Changed."}}
	case atCompany + "/gate":
		return url.Values{"domains": {strings.ToLower(cast.Key()) + ".example"}, "reply": {"yes"}}
	case atCompany + "/sight":
		return url.Values{"of": {fmt.Sprint(f.customer)}, "sees": {fmt.Sprint(f.customer)}}
	default:
		return url.Values{}
	}
}
