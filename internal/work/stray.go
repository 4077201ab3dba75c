package work

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/ticket"
)

// strayAge is how old a file must be that no attachment names before it is removed. A form is read, and its rows
// are written, within minutes (real time, as the file system dates files).
const strayAge = 24 * time.Hour

// removeStray removes the files of forms that were read and then refused: their bytes lie there without a row. On a
// desk without a single attachment it removes nothing, so that a wrong or a fresh database beside a full directory costs no file.
func (w *Workers) removeStray(ctx context.Context) error {
	if has, err := ticket.HasFiles(ctx, w.db); err != nil || !has {
		return err
	}
	n, err := w.options.Files.Sweep(ctx, strayAge, func(ctx context.Context, keys []string) ([]string, error) {
		return ticket.FilesInUse(ctx, w.db, keys)
	})
	if n > 0 {
		w.options.Log.Info("files without a ticket were removed", "files", n)
	}
	return err
}
