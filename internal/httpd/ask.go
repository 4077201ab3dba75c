package httpd

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/kepthq/kept/internal/pg"
)

// Ask answers the page's script with what it asks the browser for a passkey. The question is kept, to be answered once.
func (s *Server) Ask(w http.ResponseWriter, r *http.Request, question func(ctx context.Context, tx *pg.Tx) (any, error)) error {
	var ask any
	err := s.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		ask, err = question(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	body, err := json.Marshal(ask)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	// An error here is a reader who has left; there is nobody to tell.
	_, _ = w.Write(body)
	return nil
}
