package httpd

import (
	"context"
	"net/http"
	"strconv"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// Act is one change, and what is said when it is done.
type Act func(ctx context.Context, tx *pg.Tx) (ui.Note, error)

// Change makes one change, and says what was done on the page that comes next.
func (s *Server) Change(w http.ResponseWriter, r *http.Request, to string, act Act) error {
	var done ui.Note
	err := s.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		done, err = act(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Toast(w, done); err != nil {
		return err
	}
	Redirect(w, r, to)
	return nil
}

// The acts below stand on a ticket's page and on the supervisors': the forms are the same, the pages around them are not.

// Apology tells the customer now that we are sorry, in the ready words or in somebody's own.
func (s *Server) Apology(t ticket.Ticket, f Form) Act {
	return func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		if err := ticket.Apologise(ctx, tx, Actor(ctx), s.Settings.Limits, t.ID, f.Text("words")); err != nil {
			return ui.Note{}, err
		}
		customer, err := people.Get(ctx, tx, t.RequesterID)
		return ui.Note{Text: i18n.T(ctx, "overview.done.sorry", i18n.Blanks{Customer: desk.First(customer.Name)})}, err
	}
}

// Dismissal decides that the customer needs no apology.
func (s *Server) Dismissal(t ticket.Ticket, f Form) Act {
	return func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		done := i18n.T(ctx, "overview.done.aside", i18n.Blanks{Number: strconv.FormatInt(t.Number, 10)})
		return ui.Note{Text: done}, ticket.SetAside(ctx, tx, Actor(ctx), s.Settings.Limits, t.ID, f.Text("reason"))
	}
}

// Takeover makes a supervisor the owner of a colleague's ticket.
func (s *Server) Takeover(t ticket.Ticket, f Form) Act {
	taking := ticket.Taking{Was: OwnerThen(f), Reason: f.Text("reason")}
	return func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		done := i18n.T(ctx, "desk.done.taken", i18n.Blanks{Number: strconv.FormatInt(t.Number, 10)})
		return ui.Note{Text: done}, ticket.TakeOver(ctx, tx, Actor(ctx), s.Settings.Limits, t.ID, taking)
	}
}

// OwnerThen is the owner that stood on the page of a form; nil: nobody.
func OwnerThen(f Form) *people.ID {
	if was := people.ID(f.ID("was")); was != 0 {
		return &was
	}
	return nil
}
