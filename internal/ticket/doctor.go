package ticket

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Violation is a row that breaks one of the desk's invariants. There must never be one.
type Violation struct {
	Rule   string // which invariant
	Ticket int64  // the ticket's number that people use
}

func (v Violation) String() string { return fmt.Sprintf("ticket %d: %s", v.Ticket, v.Rule) }

// most is how many violations of one rule are told: enough to see what they have in common.
const most = 20

// rule is one invariant: its query finds the ids of the tickets that break it (docs/reliability.md, docs/domain.md 1). Where it begins, its
// tables hold what is of the tickets that are looked at; whatever belongs to a row of these it finds in all_promises and the like, by an
// index: so that what may be of another ticket is seen too, and some tickets cost what they are.
type rule struct{ name, broken string }

// rules are the invariants that exist so far. The schema refuses the first few; they are asked all the same, for what
// a restore or a hand on the database may have done.
var rules = [...]rule{
	{"a ticket that is not closed has a pending promise with a time and an owner", `
		select t.id from tickets t where t.status <> 'closed' and not exists (
			select from all_promises p where p.ticket_id = t.id and p.state = 'pending' and p.due_at is not null and coalesce(p.owner_id, p.owner_team_id) is not null)`},
	{"a closed ticket has nothing pending, paused or owed", `
		select t.id from tickets t where t.status = 'closed' and (t.owed_since is not null or exists (
			select from all_promises p where p.ticket_id = t.id and p.state in ('pending', 'paused')))`},
	{"nobody who was erased has a ticket that is not closed", `
		select t.id from tickets t join people p on p.id = t.requester_id where t.status <> 'closed' and p.erased_at is not null`},
	{"the next promise is the one that is due first", `
		select t.id from tickets t left join lateral (
			select p.id, p.due_at from all_promises p where p.ticket_id = t.id and p.state = 'pending' order by p.due_at, p.id limit 1) f on true
		where (t.next_promise_id, t.next_due_at) is distinct from (f.id, f.due_at)`},
	{"a ticket is late since its oldest owed due time", `
		select t.id from tickets t left join (
			select coalesce(p.carried_to_id, p.ticket_id) as id, min(p.due_at) as since from promises p
			where p.state = 'broken' and p.delivered_at is null and p.released_at is null group by 1) o on o.id = t.id
		where t.owed_since is distinct from o.since`},
	{"a ticket is unanswered since its oldest unanswered message", `
		select t.id from tickets t where t.unanswered_since is distinct from (
			select min(m.created_at) from all_messages m where m.ticket_id = t.id and not m.by_staff and m.answered_by_id is null)`},
	{"a reply is promised exactly while a message is unanswered", `
		select t.id from tickets t where (t.unanswered_since is not null) <> exists (
			select from all_promises p where p.ticket_id = t.id and p.state = 'pending' and p.kind in ('first_reply', 'next_reply'))`},
	{"at most one reply, one update, one resolution and one confirmation is pending", `
		select p.ticket_id from promises p where p.state in ('pending', 'paused') and p.kind in ('first_reply', 'next_reply', 'update', 'resolution', 'confirmation')
		group by p.ticket_id, case p.kind when 'next_reply' then 'first_reply' else p.kind end having count(*) > 1`},
	{"no update stands beside a reply, unless it is a recovery", `
		select p.ticket_id from promises p join all_promises r on r.ticket_id = p.ticket_id
		where p.state = 'pending' and p.kind = 'update' and p.recovers_id is null and r.state = 'pending' and r.kind in ('first_reply', 'next_reply')`},
	{"what is owed has exactly one recovery running", `
		with recursive mends as (
			select p.id, p.recovers_id as owed from promises p where p.state in ('pending', 'paused') and p.recovers_id is not null
			union select m.id, p.recovers_id from mends m join all_promises p on p.id = m.owed where p.recovers_id is not null)
		select p.ticket_id from promises p
		left join (select owed, count(*) as n from mends group by owed) m on m.owed = p.id
		where (p.state = 'broken' and p.delivered_at is null and p.released_at is null)::integer <> coalesce(m.n, 0)`},
	{"a recovery is of the same ticket as what it recovers, which broke", `
		select p.ticket_id from promises p join all_promises b on b.id = p.recovers_id where b.state <> 'broken'
			or coalesce(b.carried_to_id, b.ticket_id) <> coalesce(p.carried_to_id, p.ticket_id)
				and (p.state in ('pending', 'paused', 'broken') or b.ticket_id <> p.ticket_id and staying(b.ticket_id) <> staying(p.ticket_id))`},
	{"what is superseded has a successor on the same ticket", `
		select p.ticket_id from promises p left join all_promises s on s.id = p.successor_id
		where (p.state = 'superseded') <> (p.successor_id is not null) or s.ticket_id <> p.ticket_id
			and not (exists (select from all_events e where e.ticket_id = p.ticket_id and e.number = p.ended_by and e.kind = 'promise.merged')
				and exists (select from all_events e join all_tickets o on o.id = s.ticket_id where e.ticket_id = p.ticket_id and e.at = p.ended_at
					and (e.kind = 'ticket.merged' and e.became = o.number::text or e.kind = 'ticket.unmerged_here' and e.was = o.number::text)))`},
	{"no promise was made with a due time in the past", `
		select p.ticket_id from promises p where p.due_at < p.made_at
			and not exists (select from all_promises o where o.successor_id = p.id and o.ticket_id <> p.ticket_id and o.due_at = p.due_at and o.ended_at = p.made_at)`},
	{"what is kept was kept in time", `
		select p.ticket_id from promises p where p.state = 'kept' and p.ended_at > p.breaks_at and p.kind not in ('follow_up', 'confirmation')`},
	{"every promise ends by one event of its ticket", `
		select p.ticket_id from promises p left join all_events e on e.ticket_id = p.ticket_id and e.number = p.ended_by
		where (p.ended_at is not null) <> (p.ended_by is not null) or p.ended_by is not null and e.promise_id is distinct from p.id`},
	{"the events of a ticket are numbered without gaps", `
		select t.id from tickets t left join (
			select ticket_id, min(number) as first, max(number) as last, count(*) as n from events group by ticket_id) e on e.ticket_id = t.id
		where coalesce(e.first, 1) <> 1 or coalesce(e.last, 0) <> t.last_event or coalesce(e.n, 0) <> t.last_event`},
	{"a promise breaks, is kept, lapses, is withdrawn and released once at most", `
		select e.ticket_id from events e
		where e.kind in ('promise.broken', 'promise.kept', 'promise.lapsed', 'promise.withdrawn', 'promise.released')
		group by e.ticket_id, e.promise_id, e.kind having count(*) > 1`},
	{"a promise is delivered once at most, and once more after each delivery that never arrived", `
		select e.ticket_id from events e where e.kind in ('promise.delivered', 'promise.owed_again')
		group by e.ticket_id, e.promise_id
		having count(*) filter (where e.kind = 'promise.delivered') > 1 + count(*) filter (where e.kind = 'promise.owed_again')`},
	{"a cycle closes once, and once more after a message that needed no reply and after what was no spam", `
		select t.id from tickets t left join (
			select ticket_id, count(*) filter (where kind = 'ticket.closed') as closed, count(*) filter (where kind <> 'ticket.closed') as again from events
			where kind in ('ticket.closed', 'ticket.not_spam', 'ticket.unmerged') or kind = 'ticket.no_reply_needed' and was = 'closed'
			group by ticket_id) e on e.ticket_id = t.id
		where coalesce(e.closed, 0) <> t.cycle - (t.status <> 'closed')::integer + coalesce(e.again, 0)`},
	{"a ticket begins with its customer's message", `
		select t.id from tickets t where t.channel = 'web' and not exists (
			select from all_messages m where m.audience = 'public' and not m.by_staff
				and (m.author_id = t.requester_id or m.author_id in (select * from same_person(t.requester_id))
					or t.linked_from_id is not null) -- by whoever followed the one that it continues, and may have been left out or erased since
				and m.id = least((select min(id) from all_messages where ticket_id = t.id and came_from_id is null), (select min(id) from all_messages where came_from_id = t.id)))`},
	{"a form's message stands on the form's ticket", `
		select s.ticket_id from submissions s join all_messages m on m.id = s.message_id where m.ticket_id <> s.ticket_id`},
	{"a public answer is one mail, unless its ticket was called spam before it left", `
		select m.ticket_id from messages m left join outbox o on o.message_id = m.id and o.kind in ('reply', 'solved')
		where m.by_staff and m.audience = 'public' and m.said is null group by m.ticket_id, m.id
		having count(o.id) > 1 or count(o.id) = 0 and not exists (select from all_events e where e.ticket_id = m.ticket_id and e.kind = 'ticket.called_spam')`},
	{"an appointment that was kept says how, and no other promise does", `
		select p.ticket_id from promises p where p.kind in ('callback', 'visit') and p.state = 'kept' and p.outcome = ''
			or p.kind not in ('callback', 'visit') and (p.outcome <> '' or p.opens_at is not null)`},
	{"nobody is on two visits at once", `
		select p.ticket_id from promises p join all_promises o on o.owner_id = p.owner_id and o.id <> p.id and o.kind = 'visit' and o.state = 'pending'
			and tstzrange(o.opens_at, o.due_at) && tstzrange(p.opens_at, p.due_at) where p.kind = 'visit' and p.state = 'pending'`},
	{"what is merged is closed so and points on, and nothing else does", `
		select t.id from tickets t left join merges m on m.ticket_id = t.id
		where (coalesce(t.close_reason, '') = 'merged') <> (t.merged_into_id is not null) and t.close_reason is distinct from 'erased'
			or t.merged_into_id is distinct from m.into_id and t.close_reason is distinct from 'erased'
			or t.merged_into_id is not null and staying(t.id) is null`},
	{"what a merged ticket left unanswered or owes is on the one that stays", `
		select t.id from tickets t where t.close_reason = 'merged' and (t.unanswered_since is not null or exists (
			select from all_promises p where p.ticket_id = t.id and p.state = 'broken' and p.delivered_at is null and p.released_at is null and p.carried_to_id is distinct from staying(t.id)))
		union select p.ticket_id from promises p where p.carried_to_id is not null and staying(p.ticket_id) = p.ticket_id`},
	{"a note is no mail", `
		select m.ticket_id from messages m join outbox o on o.message_id = m.id where m.audience = 'internal'`},
}

// Check looks at every invariant, in one round trip, and returns what breaks one: at most 20 tickets a rule.
func Check(ctx context.Context, r pg.Reader) ([]Violation, error) {
	return check(ctx, r, everyTable, most)
}

// everyTable gives the rules' tables the names by which they look beyond the tickets that are looked at.
const everyTable = `
	with all_tickets as not materialized (select * from tickets), all_promises as not materialized (select * from promises),
		all_events as not materialized (select * from events), all_messages as not materialized (select * from messages), all_questions as not materialized (select * from questions),
		all_apologies as not materialized (select * from apologies)`

// ofSome is everyTable, and gives each table that belongs to tickets the rows of some of them, which their indexes find.
const ofSome = everyTable + `,
	tickets as not materialized (select * from tickets where id = any($2)),
	promises as not materialized (select * from promises where ticket_id = any($2)),
	events as not materialized (select * from events where ticket_id = any($2)),
	messages as not materialized (select * from messages where ticket_id = any($2)),
	outbox as not materialized (select * from outbox where ticket_id = any($2)),
	apologies as not materialized (select * from apologies where ticket_id = any($2)),
	escalations as not materialized (select * from escalations where ticket_id = any($2)),
	questions as not materialized (select * from questions where ticket_id = any($2)),
	notices as not materialized (select * from notices where ticket_id = any($2)),
	submissions as not materialized (select * from submissions where ticket_id = any($2)),
	waiting_replies as not materialized (select * from waiting_replies where ticket_id = any($2))`

// CheckOnly is Check of some tickets and of those that they were merged with, so that what is looked at after a change costs what was
// changed.
func CheckOnly(ctx context.Context, r pg.Reader, ids []ID) ([]Violation, error) {
	const family = `
		with recursive family as (
			select id, merged_into_id from tickets where id = any($1)
			union select t.id, t.merged_into_id from family f cross join lateral (
				select id, merged_into_id from tickets where id = f.merged_into_id
				union all select id, merged_into_id from tickets where merged_into_id = f.id) t)
		select coalesce(array_agg(id), '{}') from family`
	if err := r.QueryRow(ctx, family, ids).Scan(&ids); err != nil {
		return nil, err
	}
	return check(ctx, r, ofSome, most, ids)
}

func check(ctx context.Context, r pg.Reader, tables string, args ...any) ([]Violation, error) {
	var found []Violation
	batch := &pgx.Batch{}
	for _, rule := range slices.Concat(rules[:], timeRules[:]) {
		q := tables + `, broken (id) as materialized (` + rule.broken + `)
			select number from tickets where id in (select id from broken) order by number limit $1`
		batch.Queue(q, args...).Query(func(rows pgx.Rows) error {
			numbers, err := pgx.CollectRows(rows, pgx.RowTo[int64])
			if err != nil {
				return fmt.Errorf("look whether %s: %w", rule.name, err)
			}
			for _, n := range numbers {
				found = append(found, Violation{Rule: rule.name, Ticket: n})
			}
			return nil
		})
	}
	return found, r.SendBatch(ctx, batch).Close()
}
