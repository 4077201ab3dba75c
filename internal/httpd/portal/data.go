package portal

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// createExport gives a customer everything that is kept about them and that they may read, as an archive.
func (d door) createExport(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	var all ticket.Dossier
	var files map[string]ticket.Attachment
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := httpd.CountIn(ctx, tx, r, d.Settings.Rates.ExportPerson, httpd.Me(ctx).Address); err != nil {
			return err
		}
		all, files, err = ticket.CollectOwn(ctx, tx, httpd.Actor(ctx))
		return err
	})
	if err != nil {
		return err
	}
	d.SendDossier(w, r, "my-data", all, files)
	return nil
}
