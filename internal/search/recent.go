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
	batch := &pgx.Batch{}
	AskRemember(batch, by, q)
	if batch.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, batch).Close()
}

// AskRemember is Remember in a batch with what the page reads.
func AskRemember(batch *pgx.Batch, by people.Actor, q Query) {
	if q.Text == "" || !by.Can(people.ReadDesk, 0) {
		return
	}
	// What is lost of this in a crash is no loss, and nobody who searches waits for the disk.
	const quick = `select set_config('synchronous_commit', 'off', true)`
	const add = `insert into searches (person_id, words, at) values (@me, @words, (select kept_now()))
		on conflict (person_id, words) do update set at = excluded.at`
	const trim = `delete from searches where person_id = @me and words not in (select words from searches where person_id = @me order by at desc, words limit @most)`
	batch.Queue(quick)
	batch.Queue(add, pgx.StrictNamedArgs{"me": by.ID, "words": q.Text})
	batch.Queue(trim, pgx.StrictNamedArgs{"me": by.ID, "most": MostRecent})
}

// Recent is what somebody looked for last, the latest first.
func Recent(ctx context.Context, r pg.Reader, by people.Actor) (all []string, err error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	batch := &pgx.Batch{}
	AskRecent(batch, by, &all)
	return all, r.SendBatch(ctx, batch).Close()
}

// AskRecent asks for Recent in a batch with other things.
func AskRecent(batch *pgx.Batch, by people.Actor, all *[]string) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	batch.Queue(`select words from searches where person_id = $1 order by at desc, words limit $2`, by.ID, MostRecent).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowTo[string])
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
