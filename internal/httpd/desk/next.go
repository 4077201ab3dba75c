package desk

import (
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

// createNext hands out the ticket that needs whoever asks most, and shows it; if nothing waits, it says so.
func (d door) createNext(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadForm(w, r); err != nil {
		return err
	}
	var number int64
	var found bool
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		if number, found, err = ticket.Next(ctx, tx, httpd.Actor(ctx)); err != nil {
			return err
		}
		return learnt(ctx, tx, people.HintNext)
	})
	switch {
	case err != nil:
		return err
	case !found:
		httpd.Redirect(w, r, view.NextPath)
		return nil
	}
	if err := d.Toast(w, ui.Note{Text: words(r, "assign.done.next", i18n.Blanks{Number: digits(number)})}); err != nil {
		return err
	}
	httpd.Redirect(w, r, view.TicketAddress(number, view.List{}))
	return nil
}

// showNext is where whoever was handed nothing ends up.
func (d door) showNext(w http.ResponseWriter, r *http.Request) error {
	is, err := ticket.IsWaiting(r.Context(), d.DB, httpd.Actor(r.Context()))
	if err != nil {
		return err
	}
	frame, _, err := d.frame(w, r, nil, "next")
	if err != nil {
		return err
	}
	frame.Title = words(r, "assign.next")
	return d.Render(w, r, http.StatusOK, view.NextPage(view.Next{Frame: frame, Is: is}))
}

// createReturn gives a ticket back to its team, with a reason.
func (d door) createReturn(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	back := ticket.GivingBack{Reason: form.Text("reason"), Along: promiseIDs(form.IDs("along"))}
	err = d.Change(w, r, listOf(r).Address(), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		done := words(r, "desk.done.released", i18n.Blanks{Number: digits(t.Number)})
		return ui.Note{Text: done}, ticket.GiveBack(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t.ID, back)
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) {
		if !fault.Is(err, fault.KindConflict) { // it is theirs no more: there is no form any longer
			v.Open, v.Entry = view.GiveBack, view.Entry{Text: form.Text("reason"), Along: append([]promise.ID{}, back.Along...)}
		}
	})
}
