package desk

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showCompanies(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p := view.Companies{Words: r.URL.Query().Get("q")}
	from := people.CompanyID(after(r, "after"))
	var err error
	if p.All, err = people.Companies(ctx, d.DB, httpd.Actor(ctx), p.Words, from, pageOfCustomers+1); err != nil {
		return err
	}
	p.First = from == 0
	if len(p.All) > pageOfCustomers {
		p.All = p.All[:pageOfCustomers]
		p.Next = p.All[pageOfCustomers-1].ID
	}
	if p.Frame, err = d.customerFrame(w, r, "customers", words(r, "customer.companies")); err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.CompaniesPage(p))
}

// company draws a company's page, or the one that a company is written down on.
func (d door) company(w http.ResponseWriter, r *http.Request, status int, p view.CompanyPage) (err error) {
	ctx := r.Context()
	title := words(r, "customer.company.new")
	if p.Company.ID != 0 {
		title = p.Company.Name
		from := people.ID(after(r, "after"))
		search := people.Search{Company: p.Company.ID, After: from, Limit: pageOfCustomers + 1}
		if p.Members, err = people.Customers(ctx, d.DB, httpd.Actor(ctx), search); err != nil {
			return err
		}
		p.First = from == 0
		if len(p.Members) > pageOfCustomers {
			p.Members = p.Members[:pageOfCustomers]
			p.Next = p.Members[pageOfCustomers-1].ID
		}
	}
	p.Sizes = d.cardSizes()
	if p.Frame, err = d.customerFrame(w, r, "company", title); err != nil {
		return err
	}
	return d.Render(w, r, status, view.ShowCompany(p))
}

// theCompany reads the company that the address names.
func (d door) theCompany(r *http.Request) (people.Company, error) {
	id, err := httpd.PathID(r, "company")
	if err != nil {
		return people.Company{}, err
	}
	return people.GetCompany(r.Context(), d.DB, httpd.Actor(r.Context()), people.CompanyID(id))
}

// showCompany shows a company; "new" is the form for one that is not written down yet.
func (d door) showCompany(w http.ResponseWriter, r *http.Request) error {
	if chi.URLParam(r, "company") == "new" {
		return d.company(w, r, http.StatusOK, view.CompanyPage{})
	}
	c, err := d.theCompany(r)
	if err != nil {
		return err
	}
	return d.company(w, r, http.StatusOK, view.CompanyPageOf(c))
}

func (d door) createCompany(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	filled := companyFormOf(form)
	var id people.CompanyID
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = people.AddCompany(ctx, tx, httpd.Actor(ctx), d.cardSizes(), filled)
		return err
	})
	if err != nil {
		return d.refuseCompany(w, r, err, view.CompanyPage{Form: filled})
	}
	if err := d.Toast(w, ui.Note{Text: words(r, "customer.done.saved")}); err != nil {
		return err
	}
	httpd.Redirect(w, r, view.CompanyAddress(id))
	return nil
}

func (d door) saveCompany(w http.ResponseWriter, r *http.Request) error {
	c, err := d.theCompany(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	filled := companyFormOf(form)
	err = d.Change(w, r, view.CompanyAddress(c.ID), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "customer.done.saved")}, people.EditCompany(ctx, tx, httpd.Actor(ctx), c.ID, d.cardSizes(), filled)
	})
	if err == nil {
		return nil
	}
	page := view.CompanyPageOf(c)
	page.Form = filled
	return d.refuseCompany(w, r, err, page)
}

// setGate says who comes to the company by themselves, and what they may there.
func (d door) setGate(w http.ResponseWriter, r *http.Request) error {
	if err := httpd.Actor(r.Context()).May(people.Share, 0); err != nil {
		return err
	}
	c, err := d.theCompany(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	page := view.CompanyPageOf(c)
	page.Gate = people.Gate{Domains: form.Text("domains"), MayReply: form.Has("reply")}
	err = d.Change(w, r, view.CompanyAddress(c.ID), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		joined, err := people.SetGate(ctx, tx, httpd.Actor(ctx), c.ID, page.Gate)
		return ui.Note{Text: companyDone(r, joined)}, err
	})
	if err == nil {
		return nil
	}
	return d.refuseCompany(w, r, err, page)
}

// setSight says who of the members on a page sees all of the company's tickets.
func (d door) setSight(w http.ResponseWriter, r *http.Request) error {
	if err := httpd.Actor(r.Context()).May(people.Share, 0); err != nil {
		return err
	}
	c, err := d.theCompany(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	return d.Change(w, r, view.CompanyAddress(c.ID), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		done := ui.Note{Text: words(r, "customer.done.saved")}
		return done, people.SetSight(ctx, tx, httpd.Actor(ctx), c.ID, peopleIDs(form.IDs("of")), peopleIDs(form.IDs("sees")))
	})
}

func (d door) refuseCompany(w http.ResponseWriter, r *http.Request, err error, p view.CompanyPage) error {
	status, clash := refusal(r, err)
	if status == 0 || clash != "" {
		return err
	}
	p.Problems = httpd.Problems(r.Context(), err,
		httpd.Input{Name: "name", Label: words(r, "customer.company.name")},
		httpd.Input{Name: "domains", Label: words(r, "customer.company.domains")},
		httpd.Input{Name: "notes", Label: words(r, "customer.notes.title")})
	return d.company(w, r, status, p)
}

func companyFormOf(f httpd.Form) people.CompanyForm {
	return people.CompanyForm{Name: f.Text("name"), Notes: f.Text("notes")}
}

// companyDone says what was done, and who joined by it.
func companyDone(r *http.Request, joined int) string {
	if joined == 0 {
		return words(r, "customer.done.saved")
	}
	return words(r, "customer.done.gathered", i18n.Blanks{Count: joined})
}

func peopleIDs(ids []int64) []people.ID {
	out := make([]people.ID, len(ids))
	for i, id := range ids {
		out[i] = people.ID(id)
	}
	return out
}
