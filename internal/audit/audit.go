// Package audit keeps the record of what was done to rights, settings and persons, and of every sign-in, export and
// erasure. It is only ever added to, and the database chains each entry to the one before. It must never know what a
// ticket says.
package audit

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Kind names what was done: a noun, a dot and a verb in the past tense.
type Kind string

// What is done to the audit itself.
const (
	Emptied  Kind = "audit.emptied"  // of the texts about a person, since the person was erased
	Exported Kind = "audit.exported" // somebody took it away as a table
)

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

// Write adds entries in the change that they tell of. The database chains them at the commit: until then nobody waits
// for anybody.
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

// Empty empties the texts of every entry about a person, and from where they did what they did, when the person is
// erased; an entry tells of it. The chain still holds after it.
func Empty(ctx context.Context, tx *pg.Tx, person, by int64) (entries int64, err error) {
	const q = `select empty_audit($1, nullif($2::bigint, 0))`
	if err := tx.QueryRow(ctx, q, person, by).Scan(&entries); err != nil {
		return 0, fmt.Errorf("empty the audit of a person: %w", err)
	}
	return entries, nil
}
