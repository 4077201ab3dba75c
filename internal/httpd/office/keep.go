package office

import (
	"context"
	"net/http"
	"strings"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/keep"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showKeep(w http.ResponseWriter, r *http.Request) error {
	return d.keepPage(w, r, http.StatusOK, func(*view.Keep) {})
}

// keepPage draws how long what is kept, what the worker has removed by it, and what it would remove now.
func (d door) keepPage(w http.ResponseWriter, r *http.Request, status int, with func(*view.Keep)) error {
	ctx := r.Context()
	rules, err := keep.Rules(ctx, d.DB, httpd.Actor(ctx))
	if err != nil {
		return err
	}
	p := view.Keep{Now: httpd.Now(ctx)}
	for _, rule := range rules {
		due, err := keep.Due(ctx, d.DB, httpd.Actor(ctx), p.Now, rule)
		if err != nil {
			return err
		}
		p.Kept = append(p.Kept, view.Kept{Rule: rule, Typed: view.TypedDays(rule), Due: due})
	}
	if p.Frame, err = d.frame(w, r, "settings-retention", words(r, "keep.title")); err != nil {
		return err
	}
	p.Frame.Side.Current = "settings"
	if p.Changes, err = d.changesOf(ctx, "retention"); err != nil {
		return err
	}
	with(&p)
	return d.Render(w, r, status, view.KeepPage(p))
}

// saveKeep keeps how long what is kept, all kinds or none.
func (d door) saveKeep(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	days, inputs := map[keep.Kind]*int{}, []httpd.Input{}
	for _, k := range keep.Kinds {
		inputs = append(inputs, httpd.Input{Name: string(k), Label: view.KeepName(r.Context(), k)})
		if text := strings.TrimSpace(form.Text(string(k))); text != "" {
			days[k] = figureOf(text)
		}
	}
	err = d.changeTo(w, r, view.KeepPath, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "keep.saved")}, keep.Change(ctx, tx, httpd.Actor(ctx), days)
	})
	if fault.Is(err, fault.KindInvalid) {
		return d.keepPage(w, r, http.StatusUnprocessableEntity, func(p *view.Keep) {
			for i, k := range p.Kept {
				p.Kept[i].Typed = form.Text(string(k.Rule.Kind))
			}
			p.Problems = httpd.Problems(r.Context(), err, inputs...)
		})
	}
	return err
}
