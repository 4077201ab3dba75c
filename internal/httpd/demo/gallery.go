package demo

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	view "github.com/kepthq/kept/web/gallery"
	"github.com/kepthq/kept/web/layout"
)

// Gallery are the routes of the pages that show every other page in every state. They exist on demo desks only.
func Gallery(s *httpd.Server) func(chi.Router) {
	return func(r chi.Router) {
		r.Get("/demo/gallery", s.Handle(galleryList(s)))
		r.Get("/demo/gallery/{name}", s.Handle(galleryState(s)))
	}
}

func galleryList(s *httpd.Server) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !s.Settings.Demo {
			return fault.NotFound()
		}
		v := looking(r)
		return s.Render(w, r.WithContext(v.Into(r.Context())), http.StatusOK, view.List(v))
	}
}

// galleryState answers 200 whatever the page tells: the page of a problem is none here.
func galleryState(s *httpd.Server) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		state, ok := view.Find(chi.URLParam(r, "name"))
		if !s.Settings.Demo || !ok {
			return fault.NotFound()
		}
		return s.Render(w, r.WithContext(looking(r).Into(r.Context())), http.StatusOK, state.Page)
	}
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
