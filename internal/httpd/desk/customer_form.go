package desk

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/desk"
	signin "github.com/kepthq/kept/web/door"
	"github.com/kepthq/kept/web/ui"
)

// offered is how many companies a field offers while somebody types; all others can be typed.
const offered = 500

func (d door) showCustomerForm(w http.ResponseWriter, r *http.Request) error {
	c, err := d.card(r)
	if err != nil {
		return err
	}
	if c.JoinedInto != nil {
		httpd.Redirect(w, r, view.CustomerAddress(*c.JoinedInto)+"/profile")
		return nil
	}
	return d.customerForm(w, r, http.StatusOK, view.FormOf(c), c.Name)
}

func (d door) customerForm(w http.ResponseWriter, r *http.Request, status int, f view.CustomerForm, name string) (err error) {
	if f.Names, err = people.CompanyNames(r.Context(), d.DB, httpd.Actor(r.Context()), offered); err != nil {
		return err
	}
	f.Zones, f.Sizes = signin.Zones(), d.cardSizes()
	if f.Frame, err = d.customerFrame(w, r, "customer", words(r, "customer.form.title", i18n.Blanks{Customer: ui.Clean(name)})); err != nil {
		return err
	}
	return d.Render(w, r, status, view.CustomerFormPage(f))
}

// saveCustomer keeps what was filled in, unless somebody was quicker.
func (d door) saveCustomer(w http.ResponseWriter, r *http.Request) error {
	c, err := d.card(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	page, hours, wrong := customerFormOf(form)
	page.ID, page.Edit.Hours = c.ID, hours
	if wrong == nil {
		wrong = d.Change(w, r, view.CustomerAddress(c.ID), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
			done := ui.Note{Text: words(r, "customer.done.saved")}
			return done, people.EditCustomer(ctx, tx, httpd.Actor(ctx), c.ID, d.cardSizes(), page.Edit)
		})
		if wrong == nil {
			return nil
		}
	} else {
		wrong = fault.Join(append(fault.Of(page.Edit.Check(d.cardSizes())), fault.Of(wrong)...)...)
	}
	status, clash := refusal(r, wrong)
	switch {
	case status == 0:
		return wrong
	case clash != "": // what stands now, with nothing of it written over
		fresh, err := d.card(r)
		if err != nil {
			return err
		}
		again := view.FormOf(fresh)
		again.Clash = clash
		return d.customerForm(w, r, status, again, fresh.Name)
	}
	page.Member, page.Problems = view.FormOf(c).Member, httpd.Problems(r.Context(), wrong, customerInputs(r)...)
	return d.customerForm(w, r, status, page, c.Name)
}

// setMembership says which company a customer is of, and whether they see all of its tickets.
func (d door) setMembership(w http.ResponseWriter, r *http.Request) error {
	if err := httpd.Actor(r.Context()).May(people.Share, 0); err != nil {
		return err
	}
	c, err := d.card(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	m := people.Membership{Company: form.Text("company"), Sees: form.Has("sees"), Seal: form.Text("seal")}
	wrong := d.Change(w, r, view.CustomerAddress(c.ID), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "customer.done.saved")}, people.SetMembership(ctx, tx, httpd.Actor(ctx), c.ID, d.cardSizes(), m)
	})
	if wrong == nil {
		return nil
	}
	status, clash := refusal(r, wrong)
	if status == 0 {
		return wrong
	}
	fresh, err := d.card(r)
	if err != nil {
		return err
	}
	page := view.FormOf(fresh)
	if page.Clash = clash; clash == "" {
		page.Member = m
		page.Problems = httpd.Problems(r.Context(), wrong, httpd.Input{Name: "company", Label: words(r, "customer.card.company")})
	}
	return d.customerForm(w, r, status, page, fresh.Name)
}

// customerFormOf reads the form. Hours that somebody typed and then did not choose are not looked at.
func customerFormOf(f httpd.Form) (view.CustomerForm, *people.Hours, error) {
	page := view.CustomerForm{
		Edit: people.Edit{
			Name: f.Text("name"), Locale: i18n.Locale(f.Text("language")), Zone: strings.TrimSpace(f.Text("zone")), Contact: people.Contact(f.Text("contact")),
			Notes: f.Text("notes"), IsUnrated: f.Has("unrated"), Seal: f.Text("seal"),
		},
		Phones: f.Text("phones"), Wish: wishOf(f),
	}
	page.Edit.Phones = slices.DeleteFunc(strings.Split(page.Phones, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
	if page.Wish.Hours == view.AnyHours {
		return page, nil, nil
	}
	page.Wish.Mail = string(people.InHours)
	reach, err := reachOf(page.Wish)
	if err == nil && reach.Own == nil {
		err = fault.Invalid("notice.fault.hours").On("hours") // the desk's hours are none of a customer's
	}
	return page, reach.Own, err
}

func customerInputs(r *http.Request) []httpd.Input {
	return []httpd.Input{
		{Name: "name", Label: words(r, "customer.form.name")},
		{Name: "locale", Label: words(r, "ui.language.label")},
		{Name: "zone", Label: words(r, "customer.card.zone")},
		{Name: "contact", Label: words(r, "customer.card.contact")},
		{Name: "phones", Label: words(r, "customer.card.phones")},
		{Name: "hours", Label: words(r, "customer.card.hours")},
		{Name: "from", Label: words(r, "notice.reach.from")},
		{Name: "to", Label: words(r, "notice.reach.to")},
		{Name: "days", Label: words(r, "notice.reach.days")},
		{Name: "notes", Label: words(r, "customer.notes.title")},
	}
}
