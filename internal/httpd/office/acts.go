package office

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// createTakeover makes the supervisor the owner of a ticket, with a reason.
func (d door) createTakeover(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, home, d.Takeover(t, form))
	return d.refuse(w, r, err, view.FormID(view.FormTake, t.Number), view.Entry{Text: form.Text("reason")})
}

// createApology sends the ready apology now, or one in a person's words.
func (d door) createApology(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, home, d.Apology(t, form))
	return d.refuse(w, r, err, view.FormID(view.FormSay, t.Number), view.Entry{Text: form.Text("words")})
}

// createDismissal says that a customer needs no apology.
func (d door) createDismissal(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, home, d.Dismissal(t, form))
	return d.refuse(w, r, err, view.FormID(view.FormAside, t.Number), view.Entry{Text: form.Text("reason")})
}

// createRelease lets go what the brake holds, with a common sentence for each language that one was written in.
func (d door) createRelease(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	typed := map[i18n.Locale]string{}
	for _, l := range i18n.Locales {
		if text := form.Text("words_" + string(l)); text != "" {
			typed[l] = text
		}
	}
	err = d.Change(w, r, home, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		n, err := ticket.ReleaseApologies(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, typed)
		return ui.Note{Text: words(r, "overview.done.released", i18n.Blanks{Count: n})}, err
	})
	return d.refuse(w, r, err, view.FormBrake, view.Entry{Texts: typed})
}

// createDrop sends none of what the brake holds.
func (d door) createDrop(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	err := d.Change(w, r, home, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		n, err := ticket.DropApologies(ctx, tx, httpd.Actor(ctx))
		return ui.Note{Text: words(r, "overview.done.dropped", i18n.Blanks{Count: n})}, err
	})
	return d.refuse(w, r, err, view.FormUnsaid, view.Entry{})
}
