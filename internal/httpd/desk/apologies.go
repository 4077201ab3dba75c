package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// createApology tells the customer now that we are sorry, in the ready words or in somebody's own.
func (d door) createApology(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	customer, err := people.Get(r.Context(), d.DB, t.RequesterID)
	if err != nil {
		return err
	}
	err = d.change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		done := words(r, "overview.done.sorry", i18n.Blanks{Customer: firstName(customer.Name)})
		return ui.Note{Text: done}, ticket.Apologise(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t.ID, form.Text("words"))
	})
	return d.cameBack(w, r, t.Number, err, view.Sorry, form.Text("words"))
}

// createDismissal decides that the customer needs no apology.
func (d door) createDismissal(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		done := words(r, "overview.done.aside", i18n.Blanks{Number: digits(t.Number)})
		return ui.Note{Text: done}, ticket.SetAside(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t.ID, form.Text("reason"))
	})
	return d.cameBack(w, r, t.Number, err, view.Aside, form.Text("reason"))
}

// createTakeover makes a supervisor the owner of a colleague's ticket.
func (d door) createTakeover(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	var was *people.ID
	if id := people.ID(form.ID("was")); id != 0 {
		was = &id
	}
	err = d.change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		done := words(r, "desk.done.taken", i18n.Blanks{Number: digits(t.Number)})
		return ui.Note{Text: done}, ticket.TakeOverFrom(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t.ID, was, form.Text("reason"))
	})
	return d.cameBack(w, r, t.Number, err, view.TakeOver, form.Text("reason"))
}

// cameBack shows the ticket with a form of one text open, with what was typed and what was wrong; nothing more when all
// went well.
func (d door) cameBack(w http.ResponseWriter, r *http.Request, number int64, err error, act, typed string) error {
	if err == nil {
		return nil
	}
	return d.refuse(w, r, number, err, func(v *view.Ticket) { v.Open, v.Entry = act, view.Entry{Text: typed} })
}
