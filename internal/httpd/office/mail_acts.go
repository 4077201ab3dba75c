package office

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

func (d door) createRetries(w http.ResponseWriter, r *http.Request) error {
	return d.each(w, r, ticket.RetryMail, func(ctx context.Context, n, left int) string {
		return done(ctx, "office.done.retried", n, left)
	})
}

func (d door) createReleases(w http.ResponseWriter, r *http.Request) error {
	return d.each(w, r, ticket.ReleaseMail, func(ctx context.Context, n, left int) string {
		return done(ctx, "office.done.released", n, left)
	})
}

func (d door) createRepeats(w http.ResponseWriter, r *http.Request) error {
	return d.each(w, r, ticket.RepeatMail, func(ctx context.Context, n, left int) string {
		return done(ctx, "office.done.repeated", n, left)
	})
}

func (d door) createArrivals(w http.ResponseWriter, r *http.Request) error {
	return d.each(w, r, ticket.MailArrived, func(ctx context.Context, n, left int) string {
		return done(ctx, "office.done.arrived", n, left)
	})
}

// each does one thing to every mail of a form, each in a change of its own: one that stands elsewhere by then keeps no
// other one back. When nothing at all was left to do, the list says why.
func (d door) each(w http.ResponseWriter, r *http.Request,
	do func(context.Context, *pg.Tx, people.Actor, outbox.ID) error, said func(ctx context.Context, n, left int) string,
) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	ids, err := ticked(form)
	if err != nil {
		return d.refused(w, r, form, err)
	}
	by, n := httpd.Actor(r.Context()), 0
	var why error
	for _, id := range ids {
		err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error { return do(ctx, tx, by, id) })
		switch {
		case err == nil:
			n++
		case fault.Is(err, fault.KindConflict), fault.Is(err, fault.KindNotFound) && len(ids) > 1:
			why = err
		default:
			return err
		}
	}
	if n == 0 {
		return d.refused(w, r, form, why)
	}
	if err := d.Toast(w, ui.Note{Text: said(r.Context(), n, len(ids)-n)}); err != nil {
		return err
	}
	httpd.Redirect(w, r, view.MailAddress(stateOf(form.Text("state")), 0))
	return nil
}
