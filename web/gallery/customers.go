package gallery

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/mail"
	"github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

// customerFrame is the shell around a page of customers.
func customerFrame(title, screen string) layout.Frame {
	f := frame(title, screen)
	f.Side, f.Flow = side("customers"), true
	return f
}

func knownFolk() []people.Known {
	when := at(17, 9, 30)
	old := at(3, 14, 0)
	return []people.Known{
		{ID: alek.ID, Name: alek.Name, Address: alek.Address, Addresses: 3, Company: alek.Company, Locale: alek.Locale, Open: 12, Late: 2, Last: &when},
		{ID: hanna.ID, Name: hanna.Name, Address: hanna.Address, Addresses: 2, Company: hanna.Company, Locale: hanna.Locale, Open: 1, Last: &when, SeesCompany: true},
		{ID: 140, Name: "Göran Åström", Address: "goran.astrom@brevlada.example", Addresses: 1, Locale: i18n.SV, Last: &old},
		{ID: 141, Name: "Göran Åström", Address: "goran@astrom.example", Addresses: 1, Locale: i18n.SV},
		{ID: eleni.ID, Name: eleni.Name, Address: eleni.Address, Addresses: 1, Locale: eleni.Locale, Open: 1, Late: 1, Last: &when},
	}
}

func cardOf(p people.Person) people.Card {
	company, zone := people.CompanyID(7), "Europe/Copenhagen"
	p.Zone = &zone
	return people.Card{
		Person: p, CompanyID: &company, SeesCompany: true, Contact: people.ByPhone, Phones: []string{"+45 75 55 12 40", "+45 20 33 44 55"},
		Hours:        &people.Hours{From: 7*60 + 30, To: 11 * 60, Days: []time.Weekday{time.Monday, time.Wednesday, time.Friday}},
		Notes:        "Busy over lunch. Likes to hear plainly when it will take longer.",
		CompanyNotes: "Two buildings, one line each. The till must never be offline.", IsUnrated: true,
	}
}

func goranTwice() (people.Card, people.Card) {
	one := people.Person{ID: 140, Role: people.Customer, Name: "Göran Åström", Address: "goran.astrom@brevlada.example", Locale: i18n.SV}
	two := one
	two.ID, two.Address = 141, "goran@astrom.example"
	return people.Card{Person: one, Contact: people.ByMail}, people.Card{Person: two, Contact: people.ByMail, Phones: []string{"+46 70 123 45 67"}, Notes: "Asked by phone about moving his line."}
}

func addressesOf(p people.Person) []people.Address {
	when, asked := at(3, 10, 0), at(16, 16, 20)
	return []people.Address{
		{Address: p.Address, IsMain: true, ConfirmedAt: &when, IsTheirs: true},
		{Address: "cafe@bakkehuset.example", ConfirmedAt: &when, IsTheirs: true},
		{Address: "typed@bakkehuset.example", IsTheirs: true},
		{Address: "hanna.lund@postkasse.example", AskedAt: &asked, IsAgreed: true},
		{Address: "lund@havnen.example", AskedAt: &asked},
	}
}

// customer is a customer's page; what with changes stands on it.
func customer(with func(ctx context.Context, c *view.Customer)) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		c := view.Customer{
			Card: cardOf(hanna), Addresses: addressesOf(hanna), First: true, Me: maja.ID, Now: now(), Zone: zone(),
			Tally: ticket.Tally{Kept: 12, Broken: 2, Owed: 1, Last: []promise.State{promise.Broken, promise.Kept, promise.Kept, promise.Broken, promise.Kept}},
			Open:  drawn(append(lateRows()[1:], comingRows()[0])), Closed: done(comingRows()[5:7]), Older: 41,
			Joins: []ticket.Joined{{ID: 3, Name: "H. Lund", Main: "hl@bakkehuset.example", At: at(10, 9, 0), ByName: jonas.Name}, {ID: 2, Name: "Hanna", Main: "hanna@old.example", At: at(10, 9, 0).AddDate(0, -2, 0), ByName: jonas.Name}},
		}
		with(ctx, &c)
		c.Frame = customerFrame(c.Card.Name, "customer")
		return view.CustomerPage(c)
	})
}

func customerStates() []State {
	long := strings.Repeat("Konstantynopolitańczykowianeczka", 4)
	return append([]State{
		{Name: "customers", Room: Desk, Page: page(func(ctx context.Context) templ.Component {
			return view.CustomersPage(view.Customers{Frame: customerFrame(i18n.T(ctx, "customer.title"), "customers"), All: knownFolk(), First: true, Next: 141, Now: now()})
		})},
		{Name: "customers-not-found", Room: Desk, Page: page(func(ctx context.Context) templ.Component {
			return view.CustomersPage(view.Customers{Frame: customerFrame(i18n.T(ctx, "customer.title"), "customers"), Words: "Åsa", First: true, Now: now()})
		})},
		{Name: "customers-none", Room: Desk, Page: page(func(ctx context.Context) templ.Component {
			return view.CustomersPage(view.Customers{Frame: customerFrame(i18n.T(ctx, "customer.title"), "customers"), First: true, Now: now()})
		})},
		{Name: "customer", Room: Desk, Page: customer(func(context.Context, *view.Customer) {})},
		{Name: "customer-admin", Room: Desk, Page: forAdmin(customer(func(context.Context, *view.Customer) {}))},
		{Name: "customer-new", Room: Desk, Page: customer(func(_ context.Context, c *view.Customer) {
			*c = view.Customer{Card: people.Card{Person: eleni, Contact: people.ByMail}, Addresses: []people.Address{{Address: eleni.Address, IsMain: true, IsTheirs: true}}, First: true, Me: maja.ID, Now: now()}
		})},
		{Name: "customer-wordy", Room: Desk, Page: customer(func(_ context.Context, c *view.Customer) {
			c.Card.Name, c.Card.Company, c.Card.Notes, c.Open = long, long, long+" "+long, drawn(wordyRows())
			c.Addresses[1].Address = long + "@" + long + ".example"
		})},
		{Name: "customer-refused", Room: Desk, Page: customer(func(ctx context.Context, c *view.Customer) {
			c.Asked = "mette@postkasse.example"
			c.Problems = []ui.Problem{{Field: "address", Message: i18n.T(ctx, "customer.fault.address_taken")}}
		})},
		{Name: "customer-clash", Room: Desk, Page: customer(func(ctx context.Context, c *view.Customer) { c.Clash = i18n.T(ctx, "customer.fault.undone") })},
	}, append(joinStates(), companyStates()...)...)
}

func joinStates() []State {
	form := func(with func(ctx context.Context, f *view.CustomerForm)) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			f := view.FormOf(cardOf(hanna))
			f.Sizes, f.Names, f.Zones = people.Sizes{Name: 200}, []string{"Bakkehuset Café"}, []string{"Europe/Copenhagen"}
			f.Frame = customerFrame(i18n.T(ctx, "customer.form.title", i18n.Blanks{Customer: hanna.Name}), "customer")
			with(ctx, &f)
			return view.CustomerFormPage(f)
		})
	}
	join := func(with func(ctx context.Context, j *view.CustomerJoin)) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			one, _ := goranTwice()
			j := view.CustomerJoin{Kept: one, Frame: customerFrame(i18n.T(ctx, "customer.join.title", i18n.Blanks{Customer: one.Name}), "customer")}
			with(ctx, &j)
			return view.CustomerJoinPage(j)
		})
	}
	return []State{
		{Name: "customer-form", Room: Desk, Page: form(func(context.Context, *view.CustomerForm) {})},
		{Name: "customer-form-refused", Room: Desk, Page: form(func(ctx context.Context, f *view.CustomerForm) {
			f.Phones = "call me"
			f.Problems = []ui.Problem{
				{Field: "phones", Label: i18n.T(ctx, "customer.card.phones"), Message: i18n.T(ctx, "customer.fault.phone", i18n.Blanks{Name: "call me"})},
			}
		})},
		{Name: "customer-form-admin", Room: Desk, Page: forAdmin(form(func(context.Context, *view.CustomerForm) {}))},
		{Name: "customer-form-company-refused", Room: Desk, Page: forAdmin(form(func(ctx context.Context, f *view.CustomerForm) {
			f.Member.Company = "Bakehouse"
			f.Problems = []ui.Problem{
				{Field: "company", Label: i18n.T(ctx, "customer.card.company"), Message: i18n.T(ctx, "customer.fault.no_company", i18n.Blanks{Name: "Bakehouse"})},
			}
		}))},
		{Name: "customer-form-clash", Room: Desk, Page: form(func(ctx context.Context, f *view.CustomerForm) { f.Clash = i18n.T(ctx, "customer.fault.changed") })},
		{Name: "join-search", Room: Desk, Page: join(func(_ context.Context, j *view.CustomerJoin) { j.Words, j.Found = "astrom", knownFolk()[3:] })},
		{Name: "join-preview", Room: Desk, Page: join(func(_ context.Context, j *view.CustomerJoin) {
			_, two := goranTwice()
			j.Other, j.Baggage, j.Theirs = &two, ticket.Baggage{Tickets: 3, Open: 1, Links: 5}, []people.Address{{Address: two.Address, IsMain: true}}
		})},
		{Name: "join-blind", Room: Desk, Page: join(func(_ context.Context, j *view.CustomerJoin) { j.IsBlind = true })},
		{Name: "join-came-second", Room: Desk, Page: join(func(ctx context.Context, j *view.CustomerJoin) {
			j.Clash = i18n.T(ctx, "customer.fault.joined", i18n.Blanks{Name: "Göran Åström"})
		})},
	}
}

func companyStates() []State {
	list := func(p view.Companies) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			p.Frame, p.First = customerFrame(i18n.T(ctx, "customer.companies"), "customers"), true
			return view.CompaniesPage(p)
		})
	}
	one := func(with func(ctx context.Context, p *view.CompanyPage)) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			p := view.CompanyPage{
				Company: people.Company{ID: 7, Name: "Bakkehuset Café", Domains: []string{"bakkehuset.example"}, MayReply: true, Members: 2}, Members: knownFolk()[:2], First: true, Sizes: people.Sizes{Name: 200},
				Form: people.CompanyForm{Name: "Bakkehuset Café", Notes: "Two buildings, one line each."}, Gate: people.Gate{Domains: "bakkehuset.example", MayReply: true},
			}
			with(ctx, &p)
			p.Frame = customerFrame(p.Company.Name, "company")
			if p.Company.ID == 0 {
				p.Frame.Title = i18n.T(ctx, "customer.company.new")
			}
			return view.ShowCompany(p)
		})
	}
	return []State{
		{Name: "companies", Room: Desk, Page: list(view.Companies{All: []people.Company{
			{ID: 7, Name: "Bakkehuset Café", Domains: []string{"bakkehuset.example"}, Members: 2}, {ID: 8, Name: alek.Company, Members: 1}, {ID: 9, Name: "Nordby Skole", Domains: []string{"nordbyskole.example", "skole.example"}},
		}})},
		{Name: "companies-none", Room: Desk, Page: list(view.Companies{})},
		{Name: "companies-not-found", Room: Desk, Page: list(view.Companies{Words: "Åsa"})},
		{Name: "company", Room: Desk, Page: one(func(context.Context, *view.CompanyPage) {})},
		{Name: "company-admin", Room: Desk, Page: forAdmin(one(func(context.Context, *view.CompanyPage) {}))},
		{Name: "company-new", Room: Desk, Page: one(func(_ context.Context, p *view.CompanyPage) { *p = view.CompanyPage{Sizes: p.Sizes} })},
		{Name: "company-refused", Room: Desk, Page: forAdmin(one(func(ctx context.Context, p *view.CompanyPage) {
			p.Gate.Domains, p.Members = "gmail.com", nil
			p.Problems = []ui.Problem{{Field: "domains", Label: i18n.T(ctx, "customer.company.domains"), Message: i18n.T(ctx, "customer.fault.public_hoster", i18n.Blanks{Name: "gmail.com"})}}
		}))},
	}
}

// addressStates are the page and the letter that ask about an address.
func addressStates() []State {
	asked := func(problem, word bool) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			a := portal.AddressAsked{Token: "token", Company: "Nordby Fiber", Name: hanna.Name, Address: "hanna.lund@postkasse.example", IsWord: word}
			if problem {
				a.Problem = i18n.T(ctx, "customer.fault.address_anothers")
			}
			return portal.Address(frame(a.Title(ctx), "portal-address"), a)
		})
	}
	return []State{
		{Name: "address-asked", Room: Portal, Page: asked(false, false)},
		{Name: "address-word", Room: Portal, Page: asked(false, true)},
		{Name: "address-anothers", Room: Portal, Page: asked(true, false)},
		{Name: "letter-address", Room: Letter, Mail: true, Page: addressLetter(mail.AddressTheirs)},
		{Name: "letter-address-word", Room: Letter, Mail: true, Page: addressLetter(mail.AddressWord)},
		{Name: "letter-address-added", Room: Letter, Mail: true, Page: addressLetter(mail.AddressAdded)},
		{Name: "letter-joined", Room: Letter, Mail: true, Page: addressLetter(mail.AddressJoined)},
	}
}

// forAdmin is a page as an admin sees it.
func forAdmin(p templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return p.Render(layout.WithViewer(ctx, layout.Viewer{Name: ingrid.Name, Hue: int(ingrid.ID), Initials: ui.Initials(ingrid.Name), Role: string(people.Admin)}), w)
	})
}

// addressLetter is a letter about one of a customer's addresses.
func addressLetter(kind mail.AddressKind) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		written, err := mail.WriteAddress(i18n.From(ctx), mail.AddressLetter{
			Kind: kind, Company: mail.Company{Name: "Nordby Fiber", AddressLine: "Havnegade 2, Nordby", Phone: "+45 75 55 01 00", Brand: "#0b5f78"},
			Name: hanna.Name, Address: "hanna.lund@postkasse.example", Link: "https://kept.example/addresses/token",
		})
		if err != nil {
			return failed(err)
		}
		return templ.Raw(written.HTML)
	})
}
