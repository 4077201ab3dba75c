package ticket

// cameTo are the tickets whose times and words are x.ticket_id's: itself, and whatever was ever merged into it.
const cameTo = `(
	with recursive came as (
		select x.ticket_id as id
		union select o.id from came c join all_events e on e.ticket_id = c.id and e.kind = 'ticket.merged_here' join all_tickets o on o.number = e.became::bigint)
	select id from came)`

// cameLate is whether a promise p is one of which a reply may say that it came late: its time was d.due, known and not kept.
const cameLate = `p.state = 'broken' and p.told_at is not null and p.due_at = d.due`

// timeRules are the invariants of what time does by itself: warning, handing up, saying sorry, writing to a silent
// customer, waiting (docs/reliability.md I9 and I11, docs/domain.md 3 and 6 to 12).
var timeRules = [...]rule{
	{"what is owed is handed up exactly once, and nothing else but what its owner left", `
		with recursive up as (
			select p.id, p.recovers_id from promises p where p.state = 'broken' and p.delivered_at is null and p.released_at is null
			union select b.id, b.recovers_id from up join all_promises b on b.id = up.recovers_id),
		roots as (select id from up where recovers_id is null)
		select p.ticket_id from roots r join all_promises p on p.id = r.id
		where (select count(*) from escalations e where e.promise_id = r.id and e.closed_at is null) <> 1
		union
		select e.ticket_id from escalations e join all_promises p on p.id = e.promise_id where e.closed_at is null
			and not exists (select from roots r where r.id = e.promise_id) and not (p.state = 'pending' and p.kind in ('commitment', 'callback', 'visit') and p.owner_id is null)`},
	{"what is handed up is the ticket's own, told since it opened, and closed after that", `
		select e.ticket_id from escalations e join all_promises p on p.id = e.promise_id
		where coalesce(p.carried_to_id, p.ticket_id) <> e.ticket_id or e.told_at < e.opened_at or e.closed_at < e.opened_at`},
	{"a promise is warned of once", `
		select e.ticket_id from events e where e.kind in ('promise.warned', 'promise.came_up') group by e.ticket_id, e.promise_id having count(*) > 1
		union select e.ticket_id from events e join all_promises p on p.id = e.promise_id
		where e.kind in ('promise.warned', 'promise.came_up') and p.warned_at is null`},
	{"a customer is reminded of an appointment once, and before its window opens", `
		select e.ticket_id from events e where e.kind = 'promise.reminded' group by e.ticket_id, e.promise_id having count(*) > 1
		union select e.ticket_id from events e join all_promises p on p.id = e.promise_id where e.kind = 'promise.reminded' and (p.reminded_at is null or p.reminded_at >= p.opens_at)
		union select p.ticket_id from promises p where p.reminded_at is not null and (p.remind_at is null or p.reminded_at < p.remind_at)`},
	{"nobody is warned after the fact", `
		select e.ticket_id from events e join all_promises p on p.id = e.promise_id
		where e.kind = 'promise.warned' and e.at > p.breaks_at and p.state in ('kept', 'broken', 'lapsed', 'withdrawn')`},
	{"one apology of a ticket is under way, and one leaves a day", `
		select a.ticket_id from apologies a where a.ended_at is null group by a.ticket_id having count(*) > 1
		union select a.ticket_id from apologies a where a.state = 'sent' group by a.ticket_id, a.day having count(*) > 1
		union select a.ticket_id from apologies a where a.state = 'sent' and not exists (
			select from calendar_versions c where a.day = (a.ended_at at time zone c.zone)::date)`},
	{"an apology names times that the customer knew, and that were not kept", `
		select a.ticket_id from apologies a where a.state = 'sent' and not exists (select from all_promises p where p.apology_id = a.id)
		union select x.ticket_id from promises p join all_apologies x on x.id = p.apology_id where p.ticket_id <> x.ticket_id and p.ticket_id not in ` + cameTo + `
		union select a.ticket_id from promises p join all_apologies a on a.id = p.apology_id
		where p.state <> 'broken' or p.told_at is null or p.kind = 'check_back' or a.ended_at is null
			or (a.state = 'sent') <> (p.apologised_at is not null)
		union select p.ticket_id from promises p where p.apologised_at is not null and (p.state <> 'broken' or p.told_at is null)`},
	{"an apology that is under way has something to name", `
		select a.ticket_id from apologies a where a.ended_at is null and not exists (
			select from all_promises p where (p.ticket_id = a.ticket_id and p.carried_to_id is null or p.carried_to_id = a.ticket_id)
				and p.state = 'broken' and p.told_at is not null and p.kind <> 'check_back'
				and p.apologised_at is null and p.apology_id is null and p.delivered_at is null and p.released_at is null)`},
	{"an apology that left is one mail and one event, unless its ticket was called spam before the mail left", `
		select a.ticket_id from apologies a cross join lateral (select count(*) as n from outbox o where o.apology_id = a.id and o.kind = 'apology') mails
		where mails.n <> (a.state = 'sent')::integer and not (mails.n = 0 and exists (select from all_events e where e.ticket_id = a.ticket_id and e.kind = 'ticket.called_spam'))
		union select coalesce(e.ticket_id, a.ticket_id) from (select ticket_id, count(*) as n from events where kind = 'ticket.apologised' group by ticket_id) e
			full join (select ticket_id, count(*) as n from apologies where state = 'sent' group by ticket_id) a on a.ticket_id = e.ticket_id
		where coalesce(e.n, 0) <> coalesce(a.n, 0)`},
	{"a reply says only of broken times that it came late for them", `
		select m.ticket_id from messages m where m.late_for is not null and (not m.by_staff or m.audience <> 'public')
		union select x.ticket_id from messages x cross join unnest(x.late_for) d (due)
		where not exists (select from all_promises p where p.ticket_id = x.ticket_id and ` + cameLate + `)
			and not exists (select from all_promises p where p.ticket_id in ` + cameTo + ` and ` + cameLate + `)`},
	{"a silent customer is written to only while it is their turn, three times at most", `
		select p.ticket_id from promises p join all_tickets t on t.id = p.ticket_id where p.kind = 'follow_up' and p.state = 'pending' and t.status <> 'pending'
		union select p.ticket_id from promises p where p.kind = 'follow_up' and p.state = 'pending' group by p.ticket_id having count(*) > 1
		union select p.ticket_id from promises p where p.kind = 'follow_up' and p.step not between 1 and 3
		union select p.ticket_id from promises p join all_tickets t on t.id = p.ticket_id
		where p.kind = 'follow_up' and p.state <> 'lapsed' and p.made_at >= t.waiting_since group by p.ticket_id, p.step having count(*) > 1`},
	{"a message to a silent customer is one mail, kept when that has left", `
		select p.ticket_id from promises p where p.kind = 'follow_up' and (select count(*) from outbox o where o.promise_id = p.id and o.kind = 'follow_up') > 1
		union select p.ticket_id from promises p where p.kind = 'follow_up' and p.state = 'kept' and (p.posted_at is null or p.left_at is null)
		union select p.ticket_id from promises p where p.kind = 'follow_up' and (p.left_at is not null or p.state = 'pending' and p.posted_at is not null)
			and not exists (select from outbox o where o.promise_id = p.id and o.kind = 'follow_up')`},
	{"what is kept by a mail was asked for before it left", `
		select p.ticket_id from promises p where p.posted_at is not null and p.kind <> 'follow_up'
			or p.left_at is not null and p.kind not in ('follow_up', 'confirmation')
			or p.left_at < p.posted_at or p.posted_at < p.made_at or p.left_at < p.made_at or p.kind = 'follow_up' and p.left_at is not null and p.posted_at is null`},
	{"silence closes a ticket only when the question had left", `
		select t.id from tickets t where t.status = 'closed' and t.close_reason = 'silent' and not exists (
			select from all_promises p where p.ticket_id = t.id and p.kind = 'confirmation' and p.state = 'kept' and p.left_at is not null)`},
	{"a resolution rests exactly while nobody of the desk has the move", `
		select p.ticket_id from promises p join all_tickets t on t.id = p.ticket_id join policy_versions v on v.id = t.policy_version_id
		where p.kind = 'resolution' and p.state in ('pending', 'paused')
			and (p.state = 'paused') <> (t.status = 'pending' or t.status = 'on_hold' and v.hold_pauses)
		union select p.ticket_id from promises p where p.state = 'paused' and (p.kind <> 'resolution' or p.left_microseconds is null or p.left_microseconds < 0)`},
	{"waiting has a beginning and an end", `
		select t.id from tickets t where (t.status = 'pending') <> (t.waiting_since is not null) or t.waiting_since < t.opened_at
			or t.waiting_for <> '' and t.status not in ('pending', 'on_hold') and coalesce(t.ended_status, '') not in ('pending', 'on_hold')`},
	{"a status is remembered only while the message that ended it is unanswered", `
		select t.id from tickets t where t.ended_status is not null and t.unanswered_since is null
			or t.ended_as is not null and coalesce(t.ended_status, '') not in ('solved', 'closed') or t.ended_status = 'closed' and t.ended_as is null`},
	{"a reply in its undo time is nowhere else", `
		select w.ticket_id from waiting_replies w join all_messages m on m.id = w.message_id
		union select w.ticket_id from waiting_replies w join submissions s on s.key_hash = w.key_hash
		union select w.ticket_id from waiting_replies w where w.public_at < w.pressed_at`},
	{"a question is asked only while its ticket is not closed, and has an alarm while it waits for supervisors", `
		select q.ticket_id from questions q join all_tickets t on t.id = q.ticket_id where q.ended_at is null and t.status = 'closed'
		union select q.ticket_id from questions q where (q.state = 'asked') <> (q.alarm_at is not null)
		union select q.ticket_id from questions q where (select count(*) from question_turns u where u.question_id = q.id and u.kind = 'asked') <> 1`},
	{"a check-back is a word among ourselves", `
		select p.ticket_id from promises p where p.kind = 'check_back' and (p.told_at is not null or p.apologised_at is not null or p.apology_id is not null)`},
	{"only the staff is told what the staff is told", `
		select coalesce(n.ticket_id, (select min(id) from tickets)) from notices n join people p on p.id = n.person_id where p.role = 'customer'`},
	{"a notice is about a promise and a question of its ticket", `
		select x.ticket_id from notices x left join all_promises p on p.id = x.promise_id left join all_questions q on q.id = x.question_id
		where p.id is not null and p.ticket_id is distinct from x.ticket_id and (x.ticket_id is null or p.ticket_id not in ` + cameTo + `)
			or q.id is not null and q.ticket_id is distinct from x.ticket_id`},
	{"whoever has left owns nothing", `
		select t.id from tickets t join people p on p.id = t.assignee_id where not p.is_active
		union select o.ticket_id from promises o join people p on p.id = o.owner_id where o.state in ('pending', 'paused') and not p.is_active
		union select o.ticket_id from promises o join people p on p.id = o.stands_for_id where o.state in ('pending', 'paused') and not p.is_active`},
	{"what falls due while its owner is away is somebody's who is there", `
		select u.ticket_id from (` + unminded + `) u where greatest(u.made_at, u.changed_at) < (select kept_now()) - interval '10 minutes'`},
}
