package office

import (
	"context"
	"fmt"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// showData tells an admin what is kept about a customer.
func (d door) showData(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "person")
	if err != nil {
		return err
	}
	return d.dataPage(w, r, people.ID(id), http.StatusOK, func(*view.Data) {})
}

func (d door) dataPage(w http.ResponseWriter, r *http.Request, id people.ID, status int, with func(*view.Data)) error {
	h, err := ticket.KeepingOf(r.Context(), d.DB, httpd.Actor(r.Context()), id)
	if err != nil {
		return err
	}
	p := view.Data{Keeping: h}
	if p.Frame, err = d.frame(w, r, "office", p.Title(r.Context())); err != nil {
		return err
	}
	p.Frame.Side.Current = "customers"
	with(&p)
	return d.Render(w, r, status, view.DataPage(p))
}

// createExport gives out everything that is kept about a customer, as an archive. That it was given out is written down first.
func (d door) createExport(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "person")
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	var all ticket.Dossier
	var files map[string]ticket.Attachment
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		all, files, err = ticket.Collect(ctx, tx, httpd.Actor(ctx), people.ID(id))
		return err
	})
	if err != nil {
		return err
	}
	d.SendDossier(w, r, fmt.Sprintf("customer-%d", id), all, files)
	return nil
}

// createErasure removes a customer for good, once their name was typed: the rows first, then the files' bytes.
func (d door) createErasure(w http.ResponseWriter, r *http.Request) error {
	number, err := httpd.PathID(r, "person")
	if err != nil {
		return err
	}
	id := people.ID(number)
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	var keys []string
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		keys, err = ticket.Erase(ctx, tx, httpd.Actor(ctx), id, form.Text("name"))
		return err
	})
	if fault.Is(err, fault.KindInvalid) || fault.Is(err, fault.KindConflict) {
		wrong := fault.Of(err)[0]
		said := httpd.Message(i18n.From(r.Context()), wrong, httpd.Now(r.Context()))
		return d.dataPage(w, r, id, int(wrong.Kind), func(p *view.Data) {
			p.Typed = form.Text("name")
			if wrong.Field == "name" {
				p.Problem = said
			} else {
				p.Clash = said
			}
		})
	}
	if err != nil {
		return err
	}
	d.RemoveFiles(r.Context(), keys)
	if err := d.Toast(w, ui.Note{Text: words(r, "erase.done")}); err != nil {
		return err
	}
	httpd.Redirect(w, r, fmt.Sprintf("/office/customers/%d/data", id))
	return nil
}
