package ticket

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// BulkRules serves open tickets under the newest version of a policy, by number, and those under another that are not its own
// any more. It is no verb of the queue's menu: BeginRules alone begins it.
const BulkRules BulkVerb = "rules"

// BeginRules asks that the newest version of a policy be for the tickets too that are open already, and says how many those
// are. StepBulk does it, a ticket at a time. The same version asked for again is the same act.
func BeginRules(ctx context.Context, tx *pg.Tx, by people.Actor, policy sla.PolicyID) (BulkID, int, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return 0, 0, err
	}
	found, err := sla.History(ctx, tx, by, policy)
	if err != nil {
		return 0, 0, err
	}
	newest := found[0]
	b := Bulk{Verb: BulkRules, Target: strconv.FormatInt(int64(policy), 10), Key: "rules " + strconv.FormatInt(int64(newest.Version), 10)}
	if err := tx.ReadClock(ctx); err != nil {
		return 0, 0, err
	}
	if id, n, err := b.begun(ctx, tx, by); err != nil || id != 0 {
		return id, n, err
	}
	const act = `insert into bulk_acts (actor_id, verb, target, named, begun_at, key_hash) values (@by, 'rules', @target, @named, @now, @key) returning id`
	const chosen = `insert into bulk_tickets (act_id, position, number) select $1, n.position, n.number from unnest($2::bigint[]) with ordinality n (number, position)`
	var id BulkID
	args := pgx.StrictNamedArgs{"by": by.ID, "target": b.Target, "named": newest.Name, "now": tx.Now, "key": b.once(by)}
	if err := tx.QueryRow(ctx, act, args).Scan(&id); err != nil {
		return 0, 0, wrap("begin serving open tickets under other rules", err)
	}
	numbers, err := renewable(ctx, tx, policy)
	if err != nil {
		return 0, 0, err
	}
	if _, err := tx.Exec(ctx, chosen, id, numbers); err != nil {
		return 0, 0, wrap("write down what is open", err)
	}
	n := len(numbers)
	if _, err := tx.Exec(ctx, `update bulk_acts set total = $2 where id = $1`, id, n); err != nil {
		return 0, 0, wrap("count what is open", err)
	}
	return id, n, tx.Later(ctx, GoOn{id})
}

// renewable are the open tickets that Renew would change now. Whose turn comes is looked at again then.
func renewable(ctx context.Context, tx *pg.Tx, policy sla.PolicyID) ([]int64, error) {
	candidates, err := sla.Candidates(ctx, tx)
	if err != nil {
		return nil, err
	}
	var numbers []int64
	for after := ID(0); ; {
		found, err := readProspects(ctx, tx, after)
		if err != nil || len(found) == 0 {
			return numbers, err
		}
		for _, t := range found {
			chosen := sla.Choose(candidates, t.facts())
			if (chosen.Policy == policy || t.PolicyID == policy) && chosen.Version != t.PolicyVersionID {
				numbers = append(numbers, t.Number)
			}
		}
		after = found[len(found)-1].ID
	}
}

// Renew serves a ticket under the newest version of the policy that fits it, where that is the one named or where it has that one.
func Renew(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, policy sla.PolicyID) error {
	if err := by.May(people.Staffing, int64(id)); err != nil {
		return err
	}
	c, err := beginQuietly(ctx, tx, by, id)
	if err != nil {
		return err
	}
	found, chosen, err := choose(ctx, tx, c.ticket)
	if err != nil {
		return err
	}
	if !c.ticket.IsClosed() && (chosen.Policy == policy || found.has == policy) && chosen.Version != c.ticket.PolicyVersionID {
		if err := c.serve(ctx, tx, chosen.Version); err != nil {
			return err
		}
	}
	return c.settle(ctx, tx)
}

// setBack serves a ticket under the version that it had.
func setBack(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, version sla.VersionID) error {
	if err := by.May(people.Staffing, int64(id)); err != nil {
		return err
	}
	c, err := beginQuietly(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if !c.ticket.IsClosed() {
		if err := c.serve(ctx, tx, version); err != nil {
			return err
		}
	}
	return c.settle(ctx, tx)
}
