package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showProfile(w http.ResponseWriter, r *http.Request) error {
	return d.profile(w, r, http.StatusOK, string(httpd.Me(r.Context()).Locale), "")
}

func (d door) profile(w http.ResponseWriter, r *http.Request, status int, language, problem string) error {
	frame, _, err := d.frame(w, r, nil, "profile")
	if err != nil {
		return err
	}
	frame.Title, frame.Flow = words(r, "layout.me.settings"), true
	page := view.Profile{Frame: frame, Me: httpd.Me(r.Context()), Language: language, Problem: problem}
	return d.Render(w, r, status, view.ProfilePage(page))
}

// saveProfile keeps the language with the person, and the theme with the browser.
func (d door) saveProfile(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadForm(w, r)
	if err != nil {
		return err
	}
	language := i18n.Locale(form.Text("language"))
	if !language.Valid() {
		wrong := httpd.Message(i18n.From(r.Context()), fault.Invalid("fault.language").On("language"), httpd.Now(r.Context()))
		return d.profile(w, r, http.StatusUnprocessableEntity, string(httpd.Me(r.Context()).Locale), wrong)
	}
	if form.Has("theme") {
		d.ChooseTheme(w, layout.Theme(form.Text("theme")))
	}
	return d.change(w, r, "/desk/profile", func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		done := i18n.For(language, i18n.From(ctx).Zone()).T("desk.done.profile")
		return ui.Note{Text: done}, people.SetLocale(ctx, tx, httpd.Me(ctx).ID, language)
	})
}
