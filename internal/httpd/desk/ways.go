package desk

import (
	"context"
	"net/http"
	"slices"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// showWays is where somebody chooses how they are told of what.
func (d door) showWays(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page := view.Ways{Me: httpd.Me(ctx)}
	var err error
	if page.Choices, err = notify.Choices(ctx, d.DB, httpd.Actor(ctx)); err != nil {
		return err
	}
	reach, err := people.ReachOf(ctx, d.DB, page.Me.ID)
	if err != nil {
		return err
	}
	page.Mail = reach.Mail
	if page.Frame, _, err = d.frame(w, r, nil, "profile"); err != nil {
		return err
	}
	page.Frame.Title, page.Frame.Flow = words(r, "layout.me.settings"), true
	return d.Render(w, r, http.StatusOK, view.WaysPage(page))
}

// setWays keeps what is ticked of the kinds that the page showed. One that is nobody's is not looked at.
func (d door) setWays(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	ticked := func(way string, k notify.Kind) bool { return slices.Contains(form.All(way), string(k)) }
	var all []notify.Choice
	for _, k := range notify.Kinds() {
		if !ticked(view.Shown, k) {
			continue
		}
		all = append(all, notify.Choice{Kind: k, Ways: notify.Ways{App: ticked(view.InApp, k), Mail: ticked(view.ByMail, k), Browser: ticked(view.InBrowser, k)}})
	}
	return d.Change(w, r, view.WaysAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "bell.done.saved")}, notify.Choose(ctx, tx, httpd.Actor(ctx), all)
	})
}

// resetWays lets somebody be told as Kept suggests.
func (d door) resetWays(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	return d.Change(w, r, view.WaysAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "bell.done.reset")}, notify.ChooseNothing(ctx, tx, httpd.Actor(ctx))
	})
}

// showFresh answers with the notices that the browser is to show.
func (d door) showFresh(w http.ResponseWriter, r *http.Request) error {
	all, err := notify.Fresh(r.Context(), d.DB, httpd.Actor(r.Context()), notify.ID(idOf(r.URL.Query().Get("after"))))
	if err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.FreshNotices(all))
}
