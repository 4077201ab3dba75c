package desk

import (
	"context"
	"net/http"
	"slices"

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

// learnt notes that somebody has used what a hint is about; whoever has done so before costs nothing.
func learnt(ctx context.Context, tx *pg.Tx, h people.Hint) error {
	if isLearnt(ctx, h) {
		return nil
	}
	return people.PutHintAway(ctx, tx, httpd.Actor(ctx), h)
}

// isLearnt reports whether the reader's hint has gone.
func isLearnt(ctx context.Context, h people.Hint) bool {
	return slices.Contains(layout.ViewerFrom(ctx).HintsGone, string(h))
}
