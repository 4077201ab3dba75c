package work

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/kepthq/kept/internal/crash"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// bulkSteps is how many tickets one run of a job acts on: it ends long before it would be taken for dead, and goes on in the next.
const bulkSteps = 500

// bulk does acts over many tickets. Done twice, by two at once, or killed at any ticket, it is harmless: each ticket has its turn in a
// change of its own.
type bulk struct {
	river.WorkerDefaults[ticket.GoOn]
	db      *pg.DB
	options Options
}

// Work goes on with an act.
func (b *bulk) Work(ctx context.Context, job *river.Job[ticket.GoOn]) error {
	more, err := goOn(ctx, b.db, b.options, job.Args.Act)
	if err == nil && more {
		return river.JobSnooze(time.Millisecond)
	}
	return err
}

// goOn gives some of the tickets of an act their turn, and reports whether there may be more.
func goOn(ctx context.Context, db *pg.DB, o Options, id ticket.BulkID) (bool, error) {
	for range bulkSteps {
		var step ticket.Step
		err := db.Do(ctx, func(ctx context.Context, tx *pg.Tx) (err error) {
			step, err = ticket.StepBulk(ctx, tx, people.System, id)
			return err
		})
		if err != nil {
			return false, err
		}
		if step.Broke != nil {
			o.Log.Error("an act over many tickets failed for one of them", "act", id, "number", step.Number, "err", step.Broke)
		}
		if !step.More {
			return false, nil
		}
		if err := crash.At("bulk.stepped"); err != nil {
			return false, err
		}
	}
	return true, nil
}

// goOn goes on with what a process that was killed has left.
func (w *Workers) goOn(ctx context.Context) error {
	left, err := ticket.LeftBehind(ctx, w.db, people.System)
	if err != nil {
		return err
	}
	for _, id := range left {
		for more := true; more; {
			if more, err = goOn(ctx, w.db, w.options, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// forgetBulk removes acts over many tickets that are 30 days old.
func (w *Workers) forgetBulk(ctx context.Context) error {
	return w.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.ForgetBulk(ctx, tx, people.System)
		return err
	})
}
