package pg

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Failed is a job that was tried until nobody tries it any more. Times are real, as the queue keeps them.
type Failed struct {
	ID    int64
	Kind  string
	Tries int
	Ago   time.Duration // since its last try
	Error string
}

// FailedJobs is which jobs nobody tries any more.
const FailedJobs = `river_job where state = 'discarded'`

// AskFailed asks in a batch for the failed jobs, the newest first, at most limit of them.
func AskFailed(batch *pgx.Batch, limit int, all *[]Failed) {
	const q = `select id, kind, attempt::int, greatest(0, extract(epoch from clock_timestamp() - coalesce(finalized_at, attempted_at, created_at)))::float8,
		coalesce(errors[array_upper(errors, 1)] ->> 'error', '') from ` + FailedJobs + ` order by finalized_at desc, id limit $1`
	batch.Queue(q, limit).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (f Failed, err error) {
			var seconds float64
			err = row.Scan(&f.ID, &f.Kind, &f.Tries, &seconds, &f.Error)
			f.Ago = time.Duration(seconds * float64(time.Second))
			return f, err
		})
		return err
	})
}

// TryAgain has a failed job tried once more. It reports whether there was one: somebody else may have been first.
func (tx *Tx) TryAgain(ctx context.Context, job int64) (bool, error) {
	const q = `select id from ` + FailedJobs + ` and id = $1 for update`
	rows, err := tx.Query(ctx, q, job)
	if err != nil {
		return false, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(found) == 0 {
		return false, err
	}
	if _, err := tx.jobs.JobRetryTx(ctx, tx.Tx, job); err != nil {
		return false, fmt.Errorf("try job %d again: %w", job, err)
	}
	return true, nil
}
