package desk

import (
	"net/http"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
)

// pageOfCustomers is how many rows a page of customers or companies has.
const pageOfCustomers = 50

// after is the row behind which a page begins; 0 begins at the first, and so does what is no number.
func after(r *http.Request, name string) int64 { return idOf(r.URL.Query().Get(name)) }

// customerFrame is what the shell shows around a page of customers.
func (d door) customerFrame(w http.ResponseWriter, r *http.Request, screen, title string) (layout.Frame, error) {
	f, _, err := d.frame(w, r, nil, screen)
	f.Title, f.Flow, f.Side.Current = title, true, "customers"
	return f, err
}

func (d door) cardSizes() people.Sizes {
	l := d.Settings.Limits
	return people.Sizes{Name: l.Name, Address: l.Address, Line: l.Subject}
}

func (d door) showCustomers(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p := view.Customers{Words: r.URL.Query().Get("q"), Now: httpd.Now(ctx)}
	from := people.ID(after(r, "after"))
	var err error
	p.All, err = people.Customers(ctx, d.DB, httpd.Actor(ctx), people.Search{Words: p.Words, After: from, Limit: pageOfCustomers + 1})
	if err != nil {
		return err
	}
	p.First = from == 0
	if len(p.All) > pageOfCustomers {
		p.All = p.All[:pageOfCustomers]
		p.Next = p.All[pageOfCustomers-1].ID
	}
	if p.Frame, err = d.customerFrame(w, r, "customers", words(r, "customer.title")); err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.CustomersPage(p))
}

// card reads the customer that the address names. Who was joined into somebody whom the reader does not see is not there either: it
// would tell of them.
func (d door) card(r *http.Request) (people.Card, error) {
	id, err := httpd.PathID(r, "customer")
	if err != nil {
		return people.Card{}, err
	}
	by := httpd.Actor(r.Context())
	c, err := people.CardOf(r.Context(), d.DB, by, people.ID(id))
	for into := c.JoinedInto; err == nil && into != nil; {
		var next people.Card
		next, err = people.CardOf(r.Context(), d.DB, by, *into)
		into = next.JoinedInto
	}
	return c, err
}

// showCustomer shows a customer, or goes on to the one who they turned out to be.
func (d door) showCustomer(w http.ResponseWriter, r *http.Request) error {
	c, err := d.card(r)
	if err != nil {
		return err
	}
	if c.JoinedInto != nil {
		httpd.Redirect(w, r, view.CustomerAddress(*c.JoinedInto))
		return nil
	}
	return d.customer(w, r, http.StatusOK, view.Customer{Card: c})
}

// customer draws a customer's page as everything stands now.
func (d door) customer(w http.ResponseWriter, r *http.Request, status int, page view.Customer) (err error) {
	ctx := r.Context()
	by, id := httpd.Actor(ctx), page.Card.ID
	if page.Addresses, err = people.Addresses(ctx, d.DB, by, id); err != nil {
		return err
	}
	if page.Tally, err = ticket.TallyOf(ctx, d.DB, by, id); err != nil {
		return err
	}
	open, err := ticket.OfCustomer(ctx, d.DB, by, id)
	if err != nil {
		return err
	}
	if page.Open, err = d.shares(ctx, open); err != nil {
		return err
	}
	before := ticket.ID(after(r, "before"))
	closed, older, err := ticket.ClosedOfCustomer(ctx, d.DB, by, id, before)
	if err != nil {
		return err
	}
	for _, row := range closed {
		page.Closed = append(page.Closed, view.Row{Row: row})
	}
	if page.Joins, err = ticket.Joins(ctx, d.DB, by, id); err != nil {
		return err
	}
	page.First, page.Older, page.Me, page.Now = before == 0, older, by.ID, httpd.Now(ctx)
	if z := page.Card.Zone; z != nil {
		if page.Zone, err = time.LoadLocation(*z); err != nil {
			page.Zone = nil // a zone that this machine does not know is an unknown one
		}
	}
	if page.Frame, err = d.customerFrame(w, r, "customer", page.Card.Name); err != nil {
		return err
	}
	return d.Render(w, r, status, view.CustomerPage(page))
}

// refuseCustomer draws the customer's page again with what was wrong. Errors that have a page of their own are returned.
func (d door) refuseCustomer(w http.ResponseWriter, r *http.Request, err error, page view.Customer) error {
	status, clash := refusal(r, err)
	if status == 0 {
		return err
	}
	fresh, again := d.card(r)
	if again != nil {
		return again
	}
	if fresh.JoinedInto != nil {
		return fault.NotFound()
	}
	page.Card, page.Clash = fresh, clash
	if clash == "" {
		page.Problems = httpd.Problems(r.Context(), err, httpd.Input{Name: "address", Label: words(r, "customer.address.add")})
	}
	return d.customer(w, r, status, page)
}

// refusal is the status of a form that was not taken, 0 for an error that has a page of its own, and why it came too late,
// "" when something is wrong with its fields.
func refusal(r *http.Request, err error) (int, string) {
	faults := fault.Of(err)
	if len(faults) == 0 {
		return 0, ""
	}
	switch f := faults[0]; f.Kind {
	case fault.KindConflict:
		return http.StatusConflict, httpd.Problems(r.Context(), err)[0].Message
	case fault.KindInvalid:
		return http.StatusUnprocessableEntity, ""
	default:
		return 0, ""
	}
}
