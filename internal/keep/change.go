package keep

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Change says how many days each kind is kept from now on; nil is for ever, and so is a kind that is not named. What is kept for a
// shorter time than before waits for Grace. Each kind that changes is an entry of the audit. Admins only.
func Change(ctx context.Context, tx *pg.Tx, by people.Actor, days map[Kind]*int) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	var wrong []*fault.Error
	for _, k := range Kinds {
		if n := days[k]; n != nil && (*n < Shortest || *n > Longest) {
			wrong = append(wrong, fault.Invalid("keep.fault.days").On(string(k)))
		}
	}
	if err := fault.Join(wrong...); err != nil {
		return err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	now, err := lockRules(ctx, tx)
	if err != nil {
		return err
	}
	const q = `insert into retention (kind, days, holds_from) values (@kind, @days, @from)
		on conflict (kind) do update set days = @days, holds_from = @from`
	batch := &pgx.Batch{}
	var entries []audit.Entry
	for _, was := range now {
		to := days[was.Kind]
		if text(was.Days) == text(to) {
			continue
		}
		from := was.HoldsFrom
		if to != nil && (was.Days == nil || *to < *was.Days) {
			from = tx.Now.Add(Grace)
		} else if from.IsZero() {
			from = tx.Now
		}
		batch.Queue(q, pgx.StrictNamedArgs{"kind": was.Kind, "days": to, "from": from})
		entries = append(entries, audit.Entry{By: int64(by.ID), Kind: AuditChanged, Object: string(was.Kind), Was: text(was.Days), Became: text(to)})
	}
	if len(entries) == 0 {
		return nil
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	return audit.Write(ctx, tx, entries...)
}

// Forever is what the audit says of data that are kept without an end.
const Forever = "forever"

func text(days *int) string {
	if days == nil {
		return Forever
	}
	return strconv.Itoa(*days)
}

// lockRules reads the rules under a lock of the whole table's rows; two who change them take turns, and so does a worker's step.
func lockRules(ctx context.Context, tx *pg.Tx) ([]Rule, error) {
	// Rows that are not there yet cannot be locked: the table can.
	if _, err := tx.Exec(ctx, `lock table retention in share row exclusive mode`); err != nil {
		return nil, err
	}
	return rules(tx.Query(ctx, selectRules))
}
