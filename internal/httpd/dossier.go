package httpd

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/kepthq/kept/internal/ticket"
)

// SendDossier answers with an archive of everything that a customer may read: what was said and promised, and the files. That it was given
// out is written down before.
func (s *Server) SendDossier(w http.ResponseWriter, r *http.Request, name string, all ticket.Dossier, files map[string]ticket.Attachment) {
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.zip"`, name))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, no-store")
	if err := s.pack(r.Context(), w, all, files); err != nil { // the answer has begun: only the log can be told
		s.Log.Error("an export broke off", "archive", name, "err", err)
	}
}

func (s *Server) pack(ctx context.Context, w io.Writer, all ticket.Dossier, files map[string]ticket.Attachment) error {
	archive := zip.NewWriter(w)
	text, err := archive.Create("customer.json")
	if err != nil {
		return err
	}
	out := json.NewEncoder(text)
	out.SetIndent("", "  ")
	if err := out.Encode(all); err != nil {
		return err
	}
	for _, place := range slices.Sorted(maps.Keys(files)) {
		if err := s.packFile(ctx, archive, place, files[place]); err != nil {
			return err
		}
	}
	return archive.Close()
}

func (s *Server) packFile(ctx context.Context, archive *zip.Writer, place string, a ticket.Attachment) (err error) {
	content, _, err := s.Blobs.Open(ctx, a.Blob)
	if err != nil {
		return fmt.Errorf("file %d: %w", a.ID, err)
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	to, err := archive.Create(place)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, content)
	return err
}
