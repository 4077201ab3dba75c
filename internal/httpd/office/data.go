package office

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"

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
	if p.Frame, err = d.frame(w, r, "office", words(r, "erase.title", i18n.Blanks{Name: ui.Clean(h.Customer.Name)})); err != nil {
		return err
	}
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
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="customer-%d.zip"`, id))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, no-store")
	if err := d.pack(r.Context(), w, all, files); err != nil { // the answer has begun: only the log can be told
		d.Log.Error("an export broke off", "person", id, "err", err)
	}
	return nil
}

// pack writes the archive: what was said and promised, and the files.
func (d door) pack(ctx context.Context, w io.Writer, all ticket.Dossier, files map[string]ticket.Attachment) error {
	archive := zip.NewWriter(w)
	text, err := archive.Create("customer.json")
	if err != nil {
		return err
	}
	out := json.NewEncoder(text)
	out.SetIndent("", "  ")
	if err := out.Encode(all); err != nil {
		return err
	}
	for _, place := range slices.Sorted(maps.Keys(files)) {
		if err := d.packFile(ctx, archive, place, files[place]); err != nil {
			return err
		}
	}
	return archive.Close()
}

func (d door) packFile(ctx context.Context, archive *zip.Writer, place string, a ticket.Attachment) (err error) {
	content, _, err := d.Blobs.Open(ctx, a.Blob)
	if err != nil {
		return fmt.Errorf("file %d: %w", a.ID, err)
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	to, err := archive.Create(place)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, content)
	return err
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
