package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// fewFound is how many customers a search for the other one shows: whoever is not among them is looked for by more words.
const fewFound = 25

// showJoin finds the other customer who is the same person, and says what would go over.
func (d door) showJoin(w http.ResponseWriter, r *http.Request) error {
	kept, err := d.card(r)
	if err != nil {
		return err
	}
	if kept.JoinedInto != nil {
		httpd.Redirect(w, r, view.CustomerAddress(*kept.JoinedInto)+"/join")
		return nil
	}
	return d.joinPage(w, r, http.StatusOK, view.CustomerJoin{Kept: kept}, people.ID(after(r, "other")))
}

func (d door) joinPage(w http.ResponseWriter, r *http.Request, status int, page view.CustomerJoin, other people.ID) (err error) {
	sees, err := people.SeesAll(r.Context(), d.DB, httpd.Actor(r.Context()))
	if err != nil {
		return err
	}
	page.IsBlind = !sees
	if other != 0 && other != page.Kept.ID {
		if err := d.preview(r, &page, other); err != nil {
			return err
		}
	} else if err := d.candidates(r, &page); err != nil {
		return err
	}
	title := words(r, "customer.join.title", i18n.Blanks{Customer: ui.Clean(page.Kept.Name)})
	if page.Frame, err = d.customerFrame(w, r, "customer", title); err != nil {
		return err
	}
	return d.Render(w, r, status, view.CustomerJoinPage(page))
}

// preview reads what would go over.
func (d door) preview(r *http.Request, page *view.CustomerJoin, other people.ID) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	gone, err := people.CardOf(ctx, d.DB, by, other)
	if err != nil {
		return err
	}
	if gone.JoinedInto != nil {
		return fault.NotFound()
	}
	page.Other = &gone
	if page.Baggage, err = ticket.BaggageOf(ctx, d.DB, by, other); err != nil {
		return err
	}
	page.Theirs, err = people.Addresses(ctx, d.DB, by, other)
	return err
}

// candidates are those who were looked for, but the one whom somebody is to be joined into.
func (d door) candidates(r *http.Request, page *view.CustomerJoin) error {
	ctx := r.Context()
	page.Words = r.URL.Query().Get("q")
	if page.Words == "" {
		return nil
	}
	all, err := people.Customers(ctx, d.DB, httpd.Actor(ctx), people.Search{Words: page.Words, Limit: fewFound + 1})
	for _, c := range all {
		if c.ID != page.Kept.ID && len(page.Found) < fewFound {
			page.Found = append(page.Found, c)
		}
	}
	return err
}

// createJoin joins the customer that the form names into the one of the address.
func (d door) createJoin(w http.ResponseWriter, r *http.Request) error {
	kept, err := d.card(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	other := people.ID(form.ID("other"))
	if other == 0 || kept.JoinedInto != nil {
		return fault.NotFound()
	}
	err = d.Change(w, r, view.CustomerAddress(kept.ID), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		gone, err := people.CardOf(ctx, tx, httpd.Actor(ctx), other)
		if err != nil {
			return ui.Note{}, err
		}
		_, err = ticket.JoinCustomers(ctx, tx, httpd.Actor(ctx), kept.ID, other)
		return ui.Note{Text: words(r, "customer.done.joined", i18n.Blanks{Name: ui.Clean(gone.Name), Customer: ui.Clean(kept.Name)})}, err
	})
	status, clash := refusal(r, err)
	switch {
	case status == 0:
		return err
	case clash == "":
		clash = httpd.Problems(r.Context(), err)[0].Message
	}
	fresh, err := d.card(r)
	if err != nil {
		return err
	}
	return d.joinPage(w, r, status, view.CustomerJoin{Kept: fresh, Clash: clash}, 0)
}

// undoJoin puts everything back.
func (d door) undoJoin(w http.ResponseWriter, r *http.Request) error {
	kept, err := d.card(r)
	if err != nil {
		return err
	}
	id, err := httpd.PathID(r, "join")
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	err = d.Change(w, r, view.CustomerAddress(kept.ID), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "customer.done.undone")}, ticket.UndoJoin(ctx, tx, httpd.Actor(ctx), kept.ID, ticket.JoinID(id))
	})
	if err == nil {
		return nil
	}
	return d.refuseCustomer(w, r, err, view.Customer{})
}
