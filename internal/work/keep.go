package work

import (
	"context"
	"errors"
	"time"

	"github.com/kepthq/kept/internal/keep"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// inOneStep is how much old data a step removes at most: few, so that whoever needs one of these tickets hardly waits.
const inOneStep = 50

// freshFile is how old a file's bytes are when nobody stores the same ones for a form that is not written yet.
const freshFile = 10 * time.Minute

// letGoOfOld removes what a desk has kept for as long as it wants to. It may be ended between any two steps: the next goes on.
// A kind that fails keeps no other from being looked at.
func (w *Workers) letGoOfOld(ctx context.Context) error {
	var all []error
	for _, kind := range keep.Kinds {
		all = append(all, w.letGoOf(ctx, kind))
	}
	return errors.Join(all...)
}

func (w *Workers) letGoOf(ctx context.Context, kind keep.Kind) error {
	for more := true; more && ctx.Err() == nil; {
		var keys []string
		err := w.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) (err error) {
			keys, more, err = keep.Step(ctx, tx, people.System, kind, inOneStep)
			return err
		})
		if err != nil {
			return err
		}
		if err := w.removeFiles(ctx, keys); err != nil {
			return err
		}
	}
	return nil
}

// removeFiles removes the bytes of files that no message names any more. A process without files, or one that ends here, leaves them to
// the one that looks for stray files.
func (w *Workers) removeFiles(ctx context.Context, keys []string) error {
	if w.options.Files == nil || len(keys) == 0 {
		return nil
	}
	_, err := w.options.Files.Remove(ctx, keys, freshFile, func(ctx context.Context, keys []string) ([]string, error) {
		return ticket.FilesInUse(ctx, w.db, keys)
	})
	return err
}
