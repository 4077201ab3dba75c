package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// createSpam calls a ticket spam, and blocks its sender if that was ticked.
func (d door) createSpam(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		s := ticket.Spam{BlockAddress: form.Has("address"), BlockDomain: form.Has("domain")}
		return ui.Note{Text: words(r, "spam.done.called")}, ticket.CallSpam(ctx, tx, httpd.Actor(ctx), t.ID, s)
	})
	return d.settled(w, r, t.Number, err, view.Spam)
}

// undoSpam says that it was no spam.
func (d door) undoSpam(w http.ResponseWriter, r *http.Request) error {
	t, _, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "spam.done.undone")}, ticket.NotSpam(ctx, tx, httpd.Actor(ctx), t.ID)
	})
	return d.settled(w, r, t.Number, err, "")
}
