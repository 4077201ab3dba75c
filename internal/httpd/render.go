package httpd

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/a-h/templ"
)

// Render answers with a page. It is drawn into memory first, so that a page that fails half-way is a 500 and not
// half a page. Pages are never kept by a browser or a proxy.
func (s *Server) Render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	var body bytes.Buffer
	if err := page.Render(r.Context(), &body); err != nil {
		return fmt.Errorf("draw the page: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	// An error here is a reader who has left; there is nobody to tell.
	_, _ = body.WriteTo(w)
	return nil
}
