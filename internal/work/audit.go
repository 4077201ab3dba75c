package work

import (
	"context"

	"github.com/kepthq/kept/internal/audit"
)

// writeHead tells the log the audit's head. A log is kept elsewhere: by it `kept audit verify --head` finds out that
// the audit's end was cut off, or all of it hashed anew.
func (w *Workers) writeHead(ctx context.Context) error {
	head, err := audit.Newest(ctx, w.db)
	if err != nil {
		return err
	}
	if head.Entry != 0 {
		w.options.Log.Info("the audit's head", "head", head.String())
	}
	return nil
}
