package ticket

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/topic"
)

// How long somebody is spared what they were rid of, how long what they were handed waits behind the others, and within
// which time a button that is pressed twice is pressed once.
const (
	SparedFor  = 4 * time.Hour
	handedLast = 30 * time.Minute
	pressedFor = 3 * time.Second
)

// byNext is how somebody came to a ticket: they asked for the next one.
const byNext = "next"

// waitsForSomebody is what a ticket is like that Next hands out to @me: it is the desk's move, and it is nobody's, or their own
// with somebody waiting for it; and they have not just been rid of it. Sight is asked beside it.
const waitsForSomebody = `t.live and (t.status in ('new', 'open') or t.owed_since is not null)
	and (t.assignee_id is null
		or t.assignee_id = @me and (t.unanswered_since is not null or t.owed_since is not null or t.next_due_at < (select kept_now()) + interval '1 hour')
		or t.id = any(array(` + lentToMe + `)))
	and not exists (select from handings h where h.ticket_id = t.id and h.person_id = @me and h.passed_at > (select kept_now()) - @spared::interval)
	and ` + people.InSight

// lentToMe are the tickets on which something falls due within the hour that its owner is away for: @me stands in, or the team does.
const lentToMe = `select p.ticket_id from promises p where p.stands_for_id is not null and p.open and p.due_at < (select kept_now()) + interval '1 hour'
	and (p.owner_id = @me or p.owner_id is null and p.owner_team_id in (select m.team_id from team_members m where m.person_id = @me))`

// Next hands out the ticket that needs somebody most, and makes it theirs: what is late first, then their own, then what
// their teams and their skills are asked for, each the first due first. Of many who ask at once each gets another one. What
// they were handed a while ago and still own comes last, so that asking again goes on. False: nothing waits for them.
func Next(ctx context.Context, tx *pg.Tx, by people.Actor) (number int64, found bool, err error) {
	if err := by.May(people.Work, 0); err != nil {
		return 0, false, err
	}
	here, err := people.Hold(ctx, tx, by.ID) // one after another, if one person asks twice at once
	if err != nil {
		return 0, false, err
	}
	if len(here) == 0 {
		return 0, false, fault.NotFound()
	}
	if number, found, err := justHanded(ctx, tx, by); found || err != nil {
		return number, found, err
	}
	id, number, err := lockNext(ctx, tx, by)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, wrap("find the next ticket", err)
	}
	if err := take(ctx, tx, by, id, byNext); err != nil {
		return 0, false, err
	}
	const q = `insert into handings (ticket_id, person_id, handed_at) values ($1, $2, $3)
		on conflict (ticket_id, person_id) do update set handed_at = excluded.handed_at`
	if _, err := tx.Exec(ctx, q, id, by.ID, tx.Now); err != nil {
		return 0, false, wrap("write down who was handed a ticket", err)
	}
	return number, true, nil
}

// lockNext finds the ticket and locks it; those that somebody is at are left to them.
func lockNext(ctx context.Context, tx *pg.Tx, by people.Actor) (id ID, number int64, err error) {
	const q = `select t.id, t.number from tickets t where ` + waitsForSomebody + `
		order by t.assignee_id is not null and exists (select from handings h
				where h.ticket_id = t.id and h.person_id = @me and h.handed_at > (select kept_now()) - @lately::interval),
			t.owed_since is null, t.assignee_id is null,
			t.team_id <> all (array(select m.team_id from team_members m where m.person_id = @me)),
			case when t.topic_id = any(@known::bigint[]) then 1 when t.topic_id = any(@foreign::bigint[]) then 3 else 2 end,
			coalesce(t.owed_since, t.next_due_at), t.id
		limit 1 for update of t skip locked`
	known, foreign, err := skilledTopics(ctx, tx, by.ID)
	if err != nil {
		return 0, 0, err
	}
	err = tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"me": by.ID, "reader": by.Reader(), "spared": SparedFor, "lately": handedLast, "known": known, "foreign": foreign,
	}).Scan(&id, &number)
	return id, number, err
}

// skilledTopics are the topics that ask for a skill that somebody has, and those that ask for one that they have not.
func skilledTopics(ctx context.Context, r pg.Reader, id people.ID) (known, foreign []topic.ID, err error) {
	const q = `select skill_id from person_skills where person_id = $1`
	var tree topic.Tree
	has := map[int64]bool{}
	batch := &pgx.Batch{}
	topic.AskList(batch, &tree)
	batch.Queue(q, id).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		for _, one := range all {
			has[one] = true
		}
		return err
	})
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return nil, nil, err
	}
	known, foreign = []topic.ID{}, []topic.ID{}
	for _, one := range tree {
		switch skill := tree.Skill(one.ID); {
		case skill != 0 && has[skill]:
			known = append(known, one.ID)
		case skill != 0:
			foreign = append(foreign, one.ID)
		}
	}
	return known, foreign, nil
}

// justHanded is the ticket that somebody was handed by a press of a moment ago.
func justHanded(ctx context.Context, tx *pg.Tx, by people.Actor) (number int64, found bool, err error) {
	const q = `select t.number from handings h join tickets t on t.id = h.ticket_id
		where h.person_id = @me and h.handed_at > (select kept_now()) - @pressed::interval and t.assignee_id = @me and t.live and ` + people.InSight + `
		order by h.handed_at desc limit 1`
	err = tx.QueryRow(ctx, q, pgx.StrictNamedArgs{"me": by.ID, "pressed": pressedFor, "reader": by.Reader()}).Scan(&number)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	return number, err == nil, wrap("find what was handed out just now", err)
}

// IsWaiting reports whether Next would hand out a ticket.
func IsWaiting(ctx context.Context, r pg.Reader, by people.Actor) (is bool, err error) {
	if err := by.May(people.Work, 0); err != nil {
		return false, err
	}
	const q = `select exists (select from tickets t where ` + waitsForSomebody + `)`
	err = r.QueryRow(ctx, q, pgx.StrictNamedArgs{"me": by.ID, "reader": by.Reader(), "spared": SparedFor}).Scan(&is)
	return is, wrap("look whether a ticket waits", err)
}

// GivingBack is why somebody gives a ticket of theirs back to its team, and which of the promises that they agreed go along.
type GivingBack struct {
	Reason string
	Along  []promise.ID
}

// GiveBack gives a ticket back to its team, with a reason that the staff reads. For a while it is not handed or dealt to them
// again.
func GiveBack(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, p GivingBack) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	if err := fault.Join(field.Required("reason", p.Reason, l.Subject)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if !same(c.ticket.AssigneeID, &by.ID) {
		return c.taken(ctx, tx)
	}
	c.record(event.Event{Kind: event.PassedOn, Became: field.Line(p.Reason)})
	c.own(nil)
	c.handOver(p.Along)
	return c.settle(ctx, tx)
}

// queueRid writes down who owns the ticket no more.
func (c *change) queueRid(batch *pgx.Batch, now time.Time) {
	const q = `insert into handings (ticket_id, person_id, passed_at) select $1, v, $3 from unnest($2::bigint[]) v
		on conflict (ticket_id, person_id) do update set passed_at = excluded.passed_at`
	if len(c.rid) > 0 {
		batch.Queue(q, c.ticket.ID, c.rid, now)
	}
}
