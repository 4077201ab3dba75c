// Package audit keeps the record of what was done to rights, settings and persons, and of every sign-in, export and
// erasure. It is only ever added to. It must never know what a ticket says.
package audit

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Kind names what was done, in the past tense.
type Kind string

// Entry is one thing that was done.
type Entry struct {
	By      int64 // the person who did it; 0: Kept itself, or the machine's operator
	Kind    Kind
	Person  int64  // whom it is about; 0: nobody
	Object  string // what else it is about, such as "team 4"
	Was     string
	Became  string
	Network string // from where, where that is known
}

// Write adds entries in the change that they tell of.
func Write(ctx context.Context, tx *pg.Tx, entries ...Entry) error {
	const q = `
		insert into audit (at, actor_id, kind, person_id, object, was, became, network)
		values (clock_timestamp(), nullif(@by::bigint, 0), @kind, nullif(@person::bigint, 0), @object, @was, @became, @network)`
	batch := &pgx.Batch{}
	for _, e := range entries {
		batch.Queue(q, pgx.StrictNamedArgs{
			"by": e.By, "kind": e.Kind, "person": e.Person, "object": e.Object, "was": e.Was, "became": e.Became, "network": e.Network,
		})
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("write the audit: %w", err)
	}
	return nil
}
