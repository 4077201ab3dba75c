package httpd

import (
	"net/http"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/layout"
)

// speak chooses language and theme by what the browser says alone, for the pages that need no database.
func (s *Server) speak(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := layout.WithTheme(r.Context(), s.cookieValue(r, themeCookie))
		ctx = i18n.With(ctx, i18n.For(s.language(r, visit{}), time.UTC))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// language is the first that is known of: what the signed-in person chose, what this browser chose, what the
// browser prefers, what the desk speaks.
func (s *Server) language(r *http.Request, v visit) i18n.Locale {
	if v.me != nil {
		return v.me.Locale
	}
	if chosen := i18n.Locale(s.cookieValue(r, languageCookie)); chosen.Valid() && v.offers(chosen) {
		return chosen
	}
	if prefers := r.Header.Get("Accept-Language"); prefers != "" || !v.isSet {
		if l := i18n.Match(prefers); v.offers(l) {
			return l
		}
	}
	return v.desk.Locale
}

// offers reports whether the desk speaks a language with its customers; before there is a desk, all are offered.
func (v visit) offers(l i18n.Locale) bool { return !v.isSet || slices.Contains(v.desk.Languages, l) }

// ChooseLanguage makes a browser remember a language; one that is not ours is ignored.
func (s *Server) ChooseLanguage(w http.ResponseWriter, l i18n.Locale) {
	if l.Valid() {
		http.SetCookie(w, s.cookie(languageCookie, string(l), aYear))
	}
}

// ChooseTheme makes a browser remember a theme; anything but light and dark is what the computer says.
func (s *Server) ChooseTheme(w http.ResponseWriter, t layout.Theme) {
	if t != layout.Light && t != layout.Dark {
		s.drop(w, themeCookie)
		return
	}
	http.SetCookie(w, s.cookie(themeCookie, string(t), aYear))
}

// Speaking returns the request as one of a visitor who reads l and lives in zone, for pages whose ticket knows it.
func Speaking(r *http.Request, l i18n.Locale, zone *time.Location) *http.Request {
	return r.WithContext(i18n.With(r.Context(), i18n.For(l, zone)))
}
