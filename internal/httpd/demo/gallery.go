package demo

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	view "github.com/kepthq/kept/web/gallery"
	"github.com/kepthq/kept/web/layout"
)

// stylesOnly lets a letter have the styles that it carries with it, and nothing else.
const stylesOnly = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

// showGallery leads to every page in every state.
func (d door) showGallery(w http.ResponseWriter, r *http.Request) error {
	v := looking(r)
	return d.Render(w, r.WithContext(v.Into(r.Context())), http.StatusOK, view.List(v))
}

// showState shows a page in a state. It answers 200 whatever the page tells: the page of a problem is none here.
func (d door) showState(w http.ResponseWriter, r *http.Request) error {
	state, ok := view.Find(chi.URLParam(r, "name"))
	if !ok {
		return fault.NotFound()
	}
	if state.Mail {
		w.Header().Set("Content-Security-Policy", stylesOnly)
	}
	return d.Render(w, r.WithContext(looking(r).Into(r.Context())), http.StatusOK, state.Page)
}

// looking is how the address wants the gallery shown; what it does not say is the visitor's own.
func looking(r *http.Request) view.View {
	q := r.URL.Query()
	v := view.View{Locale: i18n.Locale(q.Get("locale")), Theme: layout.Theme(q.Get("theme")), Longer: q.Get("longer") == "yes"}
	if !v.Locale.Valid() {
		v.Locale = i18n.From(r.Context()).Locale()
	}
	if !q.Has("theme") {
		v.Theme = layout.ThemeFrom(r.Context())
	}
	return v
}
