package desk

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// setPicture gives the reader a face. The file is drawn anew and never stored as it came.
func (d door) setPicture(w http.ResponseWriter, r *http.Request) error {
	sent, err := d.ReadFile(w, r, "picture", people.PictureBytes)
	var drawn []byte
	if err == nil {
		drawn, err = people.DrawPicture(r.Context(), "picture", sent)
	}
	if fault.Is(err, fault.KindInvalid) || fault.Is(err, fault.KindTooLarge) {
		f := fault.Of(err)[0]
		said := view.Problem{Field: "picture", Message: httpd.Problems(r.Context(), f)[0].Message}
		return d.profileNow(w, r, int(f.Kind), []view.Problem{said})
	}
	if err != nil {
		return err
	}
	return d.Change(w, r, "/desk/profile", func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		if err := tx.ReadClock(ctx); err != nil {
			return ui.Note{}, err
		}
		return ui.Note{Text: words(r, "staff.done.picture")}, people.SetPicture(ctx, tx, httpd.Actor(ctx), drawn)
	})
}

func (d door) createPictureRemoval(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	return d.Change(w, r, "/desk/profile", func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "staff.done.no_picture")}, people.SetPicture(ctx, tx, httpd.Actor(ctx), nil)
	})
}

// showPicture answers with somebody's face. Its address changes with it, so a browser may keep it.
func (d door) showPicture(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "person")
	if err != nil {
		return err
	}
	content, err := people.PictureOf(r.Context(), d.DB, httpd.Actor(r.Context()), people.ID(id), chi.URLParam(r, "version"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	_, err = w.Write(content)
	return err
}
