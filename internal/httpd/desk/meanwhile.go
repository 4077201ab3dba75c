package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// ownAbsence is the reader's own absence that the address names, which has begun.
func (d door) ownAbsence(r *http.Request) (people.Absence, error) {
	a, err := d.absence(r)
	if err == nil && (a.Person != httpd.Me(r.Context()).ID || a.Begins.After(httpd.Now(r.Context()))) {
		err = fault.NotFound()
	}
	return a, err
}

// showMeanwhile tells somebody what happened to what is theirs while they were away.
func (d door) showMeanwhile(w http.ResponseWriter, r *http.Request) error {
	a, err := d.ownAbsence(r)
	if err != nil {
		return err
	}
	ctx, by := r.Context(), httpd.Actor(r.Context())
	page := view.WhileAway{Absence: a, Me: httpd.Me(ctx), Now: httpd.Now(ctx), Visits: isVisiting(r)}
	until := a.Ends
	if page.Now.Before(until) {
		until = page.Now
	}
	if page.Tickets, err = ticket.WhileAway(ctx, d.DB, by, a, until); err != nil {
		return err
	}
	if page.Frame, _, err = d.frame(w, r, nil, "profile"); err != nil {
		return err
	}
	page.Frame.Title, page.Frame.Flow = words(r, "absence.happened"), true
	return d.Render(w, r, http.StatusOK, view.WhileAwayPage(page))
}

// createAbsenceReading puts the page of what happened away.
func (d door) createAbsenceReading(w http.ResponseWriter, r *http.Request) error {
	a, err := d.ownAbsence(r)
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	return d.Change(w, r, "/desk", func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "absence.done.read")}, people.PutAbsenceAway(ctx, tx, httpd.Actor(ctx), a.ID)
	})
}

// createTaking takes back what others have had meanwhile: a promise, or a whole ticket.
func (d door) createTaking(w http.ResponseWriter, r *http.Request) error {
	a, err := d.ownAbsence(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	t, err := ticket.ByNumber(r.Context(), d.DB, httpd.Actor(r.Context()), form.ID("ticket"))
	if err != nil {
		return err
	}
	return d.Change(w, r, absenceAddress(a.ID, "/happened"), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		by, done := httpd.Actor(ctx), ui.Note{Text: words(r, "absence.done.taken")}
		if p := form.ID("promise"); p != 0 {
			return done, ticket.TakeBack(ctx, tx, by, t.ID, promise.ID(p))
		}
		return done, ticket.TakeTicketBack(ctx, tx, by, t.ID, httpd.OwnerThen(form))
	})
}
