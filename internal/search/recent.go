package search

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Remember notes what somebody looked for, for themselves; the oldest beyond MostRecent goes.
func Remember(ctx context.Context, tx *pg.Tx, by people.Actor, q Query) error {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return err
	}
	if q.Text == "" {
		return nil
	}
	// What is lost of this in a crash is no loss, and nobody who searches waits for the disk.
	const quick = `set local synchronous_commit = off`
	const add = `insert into searches (person_id, words, at) values (@me, @words, (select kept_now()))
		on conflict (person_id, words) do update set at = excluded.at`
	const trim = `delete from searches where person_id = @me and words not in (select words from searches where person_id = @me order by at desc, words limit @most)`
	batch := &pgx.Batch{}
	batch.Queue(quick)
	batch.Queue(add, pgx.StrictNamedArgs{"me": by.ID, "words": q.Text})
	batch.Queue(trim, pgx.StrictNamedArgs{"me": by.ID, "most": MostRecent})
	return tx.SendBatch(ctx, batch).Close()
}

// Recent is what somebody looked for last, the latest first.
func Recent(ctx context.Context, r pg.Reader, by people.Actor) (words []string, err error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	batch := &pgx.Batch{}
	askRecent(batch, by, &words)
	return words, r.SendBatch(ctx, batch).Close()
}

func askRecent(batch *pgx.Batch, by people.Actor, words *[]string) {
	batch.Queue(`select words from searches where person_id = $1 order by at desc, words limit $2`, by.ID, MostRecent).Query(func(rows pgx.Rows) (err error) {
		*words, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
}

// ForgetRecent clears what somebody looked for.
func ForgetRecent(ctx context.Context, tx *pg.Tx, by people.Actor) error {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from searches where person_id = $1`, by.ID)
	return err
}
