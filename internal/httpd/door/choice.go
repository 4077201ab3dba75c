package door

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/web/layout"
)

// chooseLanguage lets this browser speak another language, and Kept write it to whoever is signed in.
func (d door) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	chosen := i18n.Locale(form.Text("language"))
	if !chosen.Valid() {
		return fault.Invalid("fault.language").On("language")
	}
	if me := httpd.Me(r.Context()); me.ID != 0 {
		err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
			return people.SetLocale(ctx, tx, me.ID, chosen)
		})
		if err != nil {
			return err
		}
	}
	d.ChooseLanguage(w, chosen)
	httpd.Redirect(w, r, httpd.SafeNext(form.Text("back")))
	return nil
}

// chooseTheme lets this browser show another theme.
func (d door) chooseTheme(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	d.ChooseTheme(w, layout.Theme(form.Text("theme")))
	httpd.Redirect(w, r, httpd.SafeNext(form.Text("back")))
	return nil
}
