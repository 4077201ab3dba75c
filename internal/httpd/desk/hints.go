package desk

import (
	"context"
	"net/http"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// createHintRemoval puts a hint away for whoever reads it.
func (d door) createHintRemoval(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return people.PutHintAway(ctx, tx, httpd.Actor(ctx), people.Hint(form.Text("hint")))
	})
	if err != nil {
		return err
	}
	httpd.Redirect(w, r, httpd.SafeNext(form.Text("back")))
	return nil
}

// createHintReturn shows all hints again.
func (d door) createHintReturn(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	return d.Change(w, r, "/desk/profile", func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "hint.back_done")}, people.BringHintsBack(ctx, tx, httpd.Actor(ctx))
	})
}

// learns notes in a batch that somebody uses what a hint is about; whoever has done so before costs nothing.
func learns(ctx context.Context, batch *pgx.Batch, h people.Hint) {
	if !slices.Contains(layout.ViewerFrom(ctx).HintsGone, string(h)) {
		people.AskHintAway(batch, httpd.Actor(ctx), h)
	}
}

// learnt is learns in a change.
func learnt(ctx context.Context, tx *pg.Tx, h people.Hint) error {
	batch := &pgx.Batch{}
	if learns(ctx, batch, h); batch.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, batch).Close()
}
