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

// createFollower asks somebody by mail to see the ticket beside its customer.
func (d door) createFollower(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	typed := form.Text("address")
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		if err := ticket.AddFollower(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t.ID, typed); err != nil {
			return ui.Note{}, err
		}
		return ui.Note{Text: words(r, "own.done.asked", i18n.Blanks{Address: ui.Clean(typed)})}, nil
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) { v.Open, v.Entry = view.Follow, view.Entry{Text: typed} })
}

// removeFollower takes the sight of the ticket from somebody.
func (d door) removeFollower(w http.ResponseWriter, r *http.Request) error {
	t, _, err := d.form(w, r)
	if err != nil {
		return err
	}
	person, err := httpd.PathID(r, "person")
	if err != nil {
		return err
	}
	return d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		err := ticket.RemoveFollower(ctx, tx, httpd.Actor(ctx), t.ID, people.ID(person))
		return ui.Note{Text: words(r, "own.done.removed")}, err
	})
}
