package desk

import (
	"cmp"
	"context"
	"net/http"

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

// setWaiting makes it the customer's turn, or lets us wait for others, without a message.
func (d door) setWaiting(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	customer, err := people.Get(r.Context(), d.DB, t.RequesterID)
	if err != nil {
		return err
	}
	wait := ticket.Wait{Status: promise.Status(form.Text("status")), For: form.Text("for")}
	act, done := view.Await, words(r, "turn.done.awaiting", i18n.Blanks{Customer: firstName(customer.Name)})
	if wait.Status == promise.OnHold {
		act, done = view.Hold, words(r, "turn.done.on_hold")
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: done}, ticket.SetWaiting(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t.ID, wait)
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) {
		v.Open, v.Entry = act, view.Entry{For: wait.For}
	})
}

// createLook lets somebody look again: on one of the days that are offered as a button, or at a time of one's own.
func (d door) createLook(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	day, clock := form.Text("day"), form.Text("time")
	if quick := form.Text("quick"); quick != "" {
		day, clock = quick, ""
	}
	look, noTime := lookAt(day, clock, i18n.From(r.Context()).Zone())
	wrong := fault.Join(noTime)
	if wrong == nil {
		wrong = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
			id, err := ticket.LookAgain(ctx, tx, httpd.Actor(ctx), t.ID, look)
			if err != nil {
				return ui.Note{}, err
			}
			whole, err := ticket.Get(ctx, tx, httpd.Actor(ctx), t.Number)
			if err != nil {
				return ui.Note{}, err
			}
			when := i18n.From(ctx).At(whole.Promise(id).Due, tx.Now)
			return ui.Note{Text: words(r, "turn.done.look", i18n.Blanks{When: when})}, nil
		})
	}
	if wrong == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, wrong, func(v *view.Ticket) {
		v.Open, v.Entry = view.Look, view.Entry{Day: day, Time: clock}
	})
}

// createNoReply says that the customer's message needs no reply.
func (d door) createNoReply(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	n := ticket.NoReply{Reason: form.Text("reason"), For: form.Text("for"), Seen: ticket.MessageID(form.ID("seen"))}
	if then := form.Text("then"); then != view.AsBefore {
		n.Then = promise.Status(then)
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "turn.done.dismissed")}, ticket.NoReplyNeeded(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t.ID, n)
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) {
		v.Open, v.Entry = view.Dismiss, view.Entry{Text: n.Reason, Then: string(n.Then), For: n.For}
	})
}

// undoReply takes back a reply that has not left: the composer holds again what it held, with its files.
func (d door) undoReply(w http.ResponseWriter, r *http.Request) error {
	t, _, err := d.form(w, r)
	if err != nil {
		return err
	}
	var l ticket.Leaving
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		l, err = ticket.Undo(ctx, tx, httpd.Actor(ctx), t.ID)
		return err
	})
	if err != nil {
		return d.settled(w, r, t.Number, err, "")
	}
	return d.page(w, r, t.Number, http.StatusOK, func(v *view.Ticket) {
		v.Mode = view.Reply
		refill(v, l.Draft)
		v.Frame.Note = &ui.Note{Text: words(r, "turn.done.undone")}
	})
}

// refill puts a reply back into the composer. What it had promised stands there by the clock by which such times are read.
func refill(v *view.Ticket, d ticket.Draft) {
	w := &v.Reply
	w.Body, w.Kept, w.Keeps, w.Withdraws, w.Uses = d.Body, d.Files, d.Keeps, d.Withdraws, d.Uses
	w.Then = string(d.Then)
	switch d.Then {
	case promise.Awaiting:
		w.For = d.For
	case promise.OnHold:
		w.From = d.For
	}
	switch {
	case d.Promise != nil:
		at := d.Promise.Due.In(v.Zone)
		w.Day, w.Time, w.Words = at.Format("2006-01-02"), at.Format("15:04"), d.Promise.Words
		if w.Words != "" {
			w.What = "words"
		}
		if o := d.Promise.Owner; o.Person != 0 {
			w.Owner = "p" + digits(o.Person)
		} else if o.Team != 0 {
			w.Owner = "t" + digits(o.Team)
		}
	case d.Look != nil && d.Look.At.IsZero():
		w.What, w.Day, w.Time = view.LookAgain, d.Look.Day.String(), ""
	case d.Look != nil:
		at := d.Look.At.In(v.Zone)
		w.What, w.Day, w.Time = view.LookAgain, at.Format("2006-01-02"), at.Format("15:04")
	}
	w.What = cmp.Or(w.What, "update")
}
