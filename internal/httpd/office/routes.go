// Package office is the supervisors' and admins' door: what they see to that no ticket's owner does. It reads forms,
// asks the rooms and draws pages. It must never decide what becomes of a mail or a promise.
package office

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/layout"
)

// door is the server, with the pages of the office.
type door struct{ *httpd.Server }

// Routes are all addresses of the office, in reading order. To whoever supervises nobody they are not there.
func Routes(s *httpd.Server) func(chi.Router) {
	d := door{s}
	return func(r chi.Router) {
		r.Use(s.Supervisors)
		r.Get("/office/mail", s.Handle(d.showMail))
	}
}

// frame is what the shell shows around a page of the office.
func (d door) frame(w http.ResponseWriter, r *http.Request, screen, title string) (layout.Frame, error) {
	f, _, err := d.DeskFrame(w, r, screen)
	f.Title, f.Side.Current, f.Flow = title, "office", true
	return f, err
}

func words(r *http.Request, key string, b ...i18n.Blanks) string {
	return i18n.T(r.Context(), key, b...)
}
