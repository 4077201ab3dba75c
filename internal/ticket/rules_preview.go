package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// Preview is what other rules would do to the tickets that are open now.
type Preview struct {
	Touched int // tickets that would be served under them
	Sooner  int // of those: something becomes due sooner
	Later   int // something becomes due later
	Come    int // they have another policy now
	Go      int // they have this one, and would have another
	Same    int // nothing that is promised changes its time
}

// previewed is how many tickets are read at once.
const previewed = 500

// PreviewRules reckons what it would do to open tickets if a policy, as it was filled in, were for them too. Nothing is
// written.
func PreviewRules(ctx context.Context, r pg.Reader, by people.Actor, id sla.PolicyID, d sla.Draft) (Preview, error) {
	trial, err := sla.Try(ctx, r, by, id, d)
	if err != nil {
		return Preview{}, err
	}
	var p Preview
	for after := ID(0); ; {
		found, err := readProspects(ctx, r, after)
		if err != nil || len(found) == 0 {
			return p, err
		}
		if err := p.add(ctx, r, trial, found); err != nil {
			return p, err
		}
		after = found[len(found)-1].ID
	}
}

// prospect is an open ticket with what decides about its policy.
type prospect struct {
	Ticket
	Company  int64
	Tags     []int64
	Topics   []int64
	PolicyID sla.PolicyID
}

func (t prospect) facts() sla.Facts {
	return sla.Facts{
		Team: int64(t.TeamID), Priority: t.Priority, Company: t.Company, Tags: t.Tags, Topics: t.Topics, Language: string(t.Locale), Channel: string(t.Channel),
	}
}

func readProspects(ctx context.Context, r pg.Reader, after ID) ([]prospect, error) {
	const q = `select ` + ticketColumns + `, coalesce(c.company_id, 0) as company, v.policy_id,
			array(select x.tag_id from ticket_tags x where x.ticket_id = t.id) as tags,
			array(with recursive up as (
				select id, parent_id from topics where id = t.topic_id union all select a.id, a.parent_id from topics a join up on a.id = up.parent_id)
				select id from up) as topics
		from tickets t join people c on c.id = t.requester_id join policy_versions v on v.id = t.policy_version_id
		where t.live and t.id > $1 order by t.id limit $2`
	rows, err := r.Query(ctx, q, after, previewed)
	if err != nil {
		return nil, wrap("read what is open", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[prospect])
	return all, wrap("read what is open", err)
}

func (p *Preview) add(ctx context.Context, r pg.Reader, trial sla.Trial, found []prospect) error {
	var touched []prospect
	var ids []ID
	for _, t := range found {
		takes, has := trial.Takes(t.facts()), t.PolicyID == trial.Policy
		switch {
		case takes:
			touched, ids = append(touched, t), append(ids, t.ID)
			if !has {
				p.Come++
			}
		case has:
			p.Go++
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var read parts
	now := pg.Tx{}
	batch := &pgx.Batch{}
	batch.Queue(`select kept_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&now.Now) })
	read.queue(batch, ids)
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return wrap("read what is promised", err)
	}
	for _, t := range touched {
		terms, err := termsOf(ctx, r, t.Ticket)
		if err != nil {
			return err
		}
		b := book(t.Ticket, read.promises[t.ID], terms)
		b.Now, b.Escalations = now.Now, read.escalations[t.ID]
		b.Pass()
		first := len(b.Changes)
		b.Reckon(trial.Terms(t.Priority))
		p.count(b.Changes[first:])
	}
	return nil
}

// count adds a ticket whose promises were reckoned anew.
func (p *Preview) count(changes []promise.Change) {
	p.Touched++
	sooner, later := false, false
	for _, c := range changes {
		if c.What != promise.WasReckoned || c.Next.State != promise.Pending {
			continue
		}
		sooner = sooner || c.Next.Due.Before(c.Promise.Due)
		later = later || c.Next.Due.After(c.Promise.Due)
	}
	if sooner {
		p.Sooner++
	}
	if later {
		p.Later++
	}
	if !sooner && !later {
		p.Same++
	}
}

// UnderPolicy are open tickets that have a policy, of those that the reader sees, in the order in which they fall due.
func UnderPolicy(ctx context.Context, r pg.Reader, by people.Actor, id sla.PolicyID, limit int) ([]Row, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	const q = `select ` + rowColumns + ` from tickets t` + rowJoins + `
		where t.live and t.policy_version_id in (select id from policy_versions where policy_id = @policy) and t.team_id = any(array(select v from visible_teams(@me) v))
		order by t.owed_since, t.next_due_at, t.id limit @limit`
	return collectRows(ctx, r, q, pgx.StrictNamedArgs{"policy": id, "me": by.ID, "limit": limit})
}
