package desk

import (
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	view "github.com/kepthq/kept/web/desk"
)

// createApology tells the customer now that we are sorry.
func (d door) createApology(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), d.Apology(t, form))
	return d.cameBack(w, r, t.Number, err, view.Sorry, form.Text("words"))
}

// createDismissal decides that the customer needs no apology.
func (d door) createDismissal(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), d.Dismissal(t, form))
	return d.cameBack(w, r, t.Number, err, view.Aside, form.Text("reason"))
}

// createTakeover makes a supervisor the owner of a colleague's ticket.
func (d door) createTakeover(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), d.Takeover(t, form))
	if fault.Is(err, fault.KindConflict) { // the form would be about another owner than the one whom its writer saw
		return d.settled(w, r, t.Number, err, "")
	}
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
