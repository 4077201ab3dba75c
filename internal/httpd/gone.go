package httpd

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/ticket"
)

// settled is how old a file's bytes are when nobody stores the same ones for a form that is not written yet. Younger ones
// are left to the worker, which removes what no ticket names.
const settled = 10 * time.Minute

// RemoveFiles removes the bytes of files that were redacted or erased, unless another message has the same ones. The rows
// are gone already: what cannot be removed now, the worker removes within a day.
func (s *Server) RemoveFiles(ctx context.Context, keys []string) {
	if len(keys) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	_, err := s.Blobs.Remove(ctx, keys, settled, func(ctx context.Context, keys []string) ([]string, error) {
		return ticket.FilesInUse(ctx, s.DB, keys)
	})
	if err != nil {
		s.Log.Error("files that were to be removed are left to the worker", "files", len(keys), "err", err)
	}
}
