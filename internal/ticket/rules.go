package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// factsSQL is what of a ticket decides which policy it gets, beside what stands in its own row; and the policy that it has.
const factsSQL = `
	select coalesce((select p.company_id from people p where p.id = @customer), 0), array(select x.tag_id from ticket_tags x where x.ticket_id = @ticket),
		array(with recursive up as (
			select id, parent_id from topics where id = @topic union all select a.id, a.parent_id from topics a join up on a.id = up.parent_id)
			select id from up),
		coalesce((select v.policy_id from policy_versions v where v.id = @version), 0)`

// choosing is what is read to choose a ticket's policy.
type choosing struct {
	all   []sla.Candidate
	facts sla.Facts
	has   sla.PolicyID // 0: none yet
}

// queue asks for it in a batch with other things.
func (c *choosing) queue(batch *pgx.Batch, t Ticket) {
	sla.AskCandidates(batch, &c.all)
	args := pgx.StrictNamedArgs{"customer": t.RequesterID, "ticket": t.ID, "topic": t.TopicID, "version": t.PolicyVersionID}
	batch.Queue(factsSQL, args).QueryRow(func(row pgx.Row) error {
		return row.Scan(&c.facts.Company, &c.facts.Tags, &c.facts.Topics, &c.has)
	})
	c.facts.Team, c.facts.Priority, c.facts.Language, c.facts.Channel = int64(t.TeamID), t.Priority, string(t.Locale), string(t.Channel)
}

// choose says which policy a ticket gets as it stands now.
func choose(ctx context.Context, r pg.Reader, t Ticket) (choosing, sla.Candidate, error) {
	var c choosing
	batch := &pgx.Batch{}
	c.queue(batch, t)
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return c, sla.Candidate{}, wrap("choose a ticket's policy", err)
	}
	return c, sla.Choose(c.all, c.facts), nil
}

// rematch serves the ticket under the policy that fits it now, after something that decides about it has changed. Under the
// policy that it has it keeps its version: whether a new one is for open tickets too was said when it was made.
func (c *change) rematch(ctx context.Context, tx *pg.Tx) error {
	found, chosen, err := choose(ctx, tx, c.ticket)
	if err != nil {
		return err
	}
	if chosen.Policy == found.has {
		return c.serve(ctx, tx, c.ticket.PolicyVersionID)
	}
	return c.serve(ctx, tx, chosen.Version)
}

// serve serves the ticket under a version of a policy, for the priority that it has: what was promised is reckoned anew (rule
// 4), and a time that the customer knew and that changes is told anew.
func (c *change) serve(ctx context.Context, tx *pg.Tx, version sla.VersionID) error {
	terms, err := sla.Terms(ctx, tx, version, c.ticket.Priority)
	if err != nil {
		return err
	}
	if version == c.ticket.PolicyVersionID && terms.SameTargets(c.book.Terms) {
		return nil
	}
	if version != c.ticket.PolicyVersionID {
		names, err := sla.NamesOf(ctx, tx, c.ticket.PolicyVersionID, version)
		if err != nil {
			return err
		}
		c.record(event.Event{Kind: event.RulesChanged, Was: names[0], Became: names[1]})
		c.ticket.PolicyVersionID = version
		c.first.Queue(`update tickets set policy_version_id = $2 where id = $1`, c.ticket.ID, version)
	}
	first := len(c.book.Changes)
	c.book.Reckon(terms)
	c.tellMoved(c.book.Changes[first:])
	return nil
}

// Rematch looks again which policy a customer's open tickets get: they are of another company now.
func Rematch(ctx context.Context, tx *pg.Tx, by people.Actor, customer people.ID) error {
	if err := by.May(people.KeepTime, 0); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `select id from tickets where requester_id = $1 and live order by id`, customer)
	if err != nil {
		return wrap("find a customer's tickets", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[ID])
	if err != nil || len(ids) == 0 {
		return wrap("find a customer's tickets", err)
	}
	all, err := locked(ctx, tx, by, lockWaiting, ids)
	if err != nil {
		return err
	}
	var changed []*change
	for _, c := range all {
		if c.ticket.IsClosed() {
			continue
		}
		if err := c.pass(ctx, tx); err != nil {
			return err
		}
		if err := c.rematch(ctx, tx); err != nil {
			return err
		}
		changed = append(changed, c)
	}
	if len(changed) == 0 {
		return nil
	}
	return settleAll(ctx, tx, changed)
}
