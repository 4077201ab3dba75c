package desk

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// createPromise makes a commitment without a message.
func (d door) createPromise(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	t, err := d.ticket(r)
	if err != nil {
		return err
	}
	form, err := d.ReadForm(w, r)
	if err != nil {
		return err
	}
	customer, err := people.Get(ctx, d.DB, t.RequesterID)
	if err != nil {
		return err
	}
	draft := draftOf(form)
	if draft.What == view.ACall || draft.What == view.AVisit {
		if err := d.createAppointment(w, r, t, customer, draft); err != nil {
			return d.refuse(w, r, t.Number, err, func(v *view.Ticket) { v.Mode, v.Promise = view.Promise, draft })
		}
		return nil
	}
	offer, wrong := commitment(draft, zoneOf(r, customer))
	if wrong == nil && offer == nil {
		wrong = fault.Invalid("fault.required").On("day")
	}
	if wrong == nil {
		wrong = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
			_, err := ticket.Promise(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t.ID, *offer)
			b := i18n.Blanks{Customer: firstName(customer.Name), When: i18n.From(ctx).At(offer.Due, tx.Now)}
			return ui.Note{Text: words(r, "desk.done.promised", b), Draft: "promise-" + digits(t.Number)}, err
		})
	}
	if wrong == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, wrong, func(v *view.Ticket) { v.Mode, v.Promise = view.Promise, draft })
}

// createMove gives a commitment a new time, with the reason that the customer reads.
func (d door) createMove(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	t, id, form, err := d.promise(w, r)
	if err != nil {
		return err
	}
	customer, err := people.Get(ctx, d.DB, t.RequesterID)
	if err != nil {
		return err
	}
	moving, wrong := movingOf(form, zoneOf(r, customer))
	if wrong == nil {
		wrong = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
			err := ticket.Move(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t.ID, id, moving)
			b := i18n.Blanks{Customer: firstName(customer.Name), When: i18n.From(ctx).At(moving.Due, tx.Now)}
			if !moving.Opens.IsZero() {
				b.When = i18n.From(ctx).Within(moving.Opens, moving.Due, tx.Now)
			}
			return ui.Note{Text: words(r, "desk.done.moved", b)}, err
		})
	}
	if wrong == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, wrong, func(v *view.Ticket) {
		v.Open, v.OpenID = view.Move, placeOf(v.Whole, id)
		v.Entry = view.Entry{Day: form.Text("day"), Time: form.Text("time"), Text: form.Text("reason")}
		v.Call = calledOf(form)
	})
}

// movingOf reads a new time: of an appointment a window, with whose it is now and where.
func movingOf(form httpd.Form, zone *time.Location) (ticket.Moving, error) {
	if strings.TrimSpace(form.Text("until")) != "" {
		a, err := appointment(promise.Visit, calledOf(form), zone)
		return ticket.Moving{Opens: a.Opens, Due: a.Closes, Reason: form.Text("reason"), Owner: a.Owner, Place: a.Place, Bring: a.Bring}, err
	}
	due, noTime := wall(form.Text("day"), form.Text("time"), zone)
	return ticket.Moving{Due: due, Reason: form.Text("reason")}, fault.Join(noTime)
}

// createWithdrawal takes a commitment back, with words.
func (d door) createWithdrawal(w http.ResponseWriter, r *http.Request) error {
	t, id, form, err := d.promise(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		err := ticket.Withdraw(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t.ID, id, ticket.Withdrawal{Words: form.Text("words"), Seen: ticket.MessageID(form.ID("seen"))})
		return ui.Note{Text: words(r, "desk.done.withdrawn")}, err
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) {
		v.Open, v.OpenID, v.Entry = view.Withdraw, placeOf(v.Whole, id), view.Entry{Text: form.Text("words")}
		if v.OpenID == 0 { // there is nothing to take back any more; the words to the customer may still be said
			v.Mode, v.Reply.Body = view.Reply, form.Text("words")
		}
	})
}

// placeOf is what stands now in the place of the promise that a page showed, so that what was typed there stays when somebody else has
// moved it meanwhile; 0: nothing stands.
func placeOf(w ticket.Whole, id promise.ID) promise.ID {
	for range w.Promises { // as often as it can have been moved
		p := w.Promise(id)
		if p == nil || p.Successor == 0 {
			break
		}
		id = p.Successor
	}
	if p := w.Book().Standing(id); p != nil {
		return p.ID
	}
	return 0
}

// promise reads what both acts on a commitment need. Whether the ticket has that promise, the room knows.
func (d door) promise(w http.ResponseWriter, r *http.Request) (ticket.Ticket, promise.ID, httpd.Form, error) {
	t, err := d.ticket(r)
	if err != nil {
		return t, 0, httpd.Form{}, err
	}
	id, err := httpd.PathID(r, "promise")
	if err != nil {
		return t, 0, httpd.Form{}, err
	}
	form, err := d.ReadForm(w, r)
	return t, promise.ID(id), form, err
}
