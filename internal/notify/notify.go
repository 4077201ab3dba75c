// Package notify tells the staff what they must know: in the app at once, and by mail in their own hours, several in one.
// A notice is written in the transaction of the change that it tells of, so this room stands below the ticket's. It must
// never decide who is told: whoever makes the change says so. In which ways they are told, each has chosen.
package notify

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// ID is a notice's number.
type ID int64

// Notice is what somebody is told.
type Notice struct {
	Kind     Kind
	Ticket   int64 // 0: no ticket's
	Promise  *int64
	Question *int64
	Message  *int64
	Actor    *people.ID // who did it, and is not told of it; nil: a rule
	Level    int        // of the ladder, where it was handed up
}

// Bundle is how long a notice waits for others before it goes by mail.
const Bundle = 2 * time.Minute

// Told is a notice with whom it is for.
type Told struct {
	Notice
	To []people.ID
	// Watched: for those who follow the ticket and see it, too. Who is told the same message by another notice is not told it by
	// this one, and who has not read the last one of its kind on the ticket is told no more.
	Watched bool
}

// Queue adds one notice to everybody in to; see QueueAll.
func Queue(batch *pgx.Batch, now time.Time, to []people.ID, n Notice) {
	QueueAll(batch, now, []Told{{Notice: n, To: to}})
}

// QueueAll adds notices to everybody whom they are for, once each and in the ways that each has chosen, to a batch that is sent
// with the change's other rows. Whoever has left, customers, and who did it themselves are told nothing; told twice of the same
// promise, it is one notice, which is new again where the promise has come to a higher level, or has been handed up once more after somebody
// had taken it.
func QueueAll(batch *pgx.Batch, now time.Time, all []Told) {
	const q = `
		with said as (
			select * from unnest(@to::bigint[], @kind::text[], @ticket::bigint[], @promise::bigint[], @question::bigint[], @message::bigint[], @actor::bigint[],
				@level::smallint[], @watched::boolean[], @app::boolean[], @mail::boolean[], @browser::boolean[], @sure::boolean[])
			with ordinality n (person, kind, ticket, promise, question, message, actor, level, watched, app, mail, browser, sure, i))
		insert into notices (person_id, kind, ticket_id, promise_id, question_id, message_id, actor_id, level, at, mail_at, in_app, in_browser)
		select p.id, n.kind, nullif(n.ticket, 0), n.promise, n.question, n.message, n.actor, n.level, @now,
			case when w.mail and p.mail_notices <> 'never' then @mail_at::timestamptz end, w.app, w.browser
		from said n
		cross join lateral (select n.person as id where n.person <> 0 union select person_id from watches where n.watched and ticket_id = n.ticket) told
		join people p on p.id = told.id
		left join notice_choices c on c.person_id = p.id and c.kind = n.kind
		cross join lateral (select n.sure or coalesce(c.app, n.app) as app, coalesce(c.mail, n.mail) as mail, coalesce(c.browser, n.browser) as browser) w
		where p.is_active and p.role <> 'customer' and p.id is distinct from n.actor
			and (w.app or w.browser or w.mail and p.mail_notices <> 'never')
			and (not n.watched or p.role in ('agent', 'supervisor', 'admin') and exists (select from tickets t join teams tm on tm.id = t.team_id where t.id = n.ticket
					and (not tm.is_private or p.role = 'admin' or exists (select from team_members m where m.team_id = tm.id and m.person_id = p.id)))
				and not exists (select from said o left join notice_choices s on s.person_id = p.id and s.kind = o.kind
					where o.message = n.message and not o.watched and o.person = p.id
						and (o.sure or coalesce(s.app, o.app) or coalesce(s.browser, o.browser) or coalesce(s.mail, o.mail) and p.mail_notices <> 'never'))
				and not exists (select from notices o where o.person_id = p.id and o.kind = n.kind and o.ticket_id = n.ticket and o.read_at is null
					and (o.in_app and w.app or o.mail_at is not null and o.mail_id is null)))
		order by n.i, p.id
		on conflict (person_id, kind, promise_id) where promise_id is not null do update
			set level = excluded.level, at = excluded.at, read_at = null, mail_at = excluded.mail_at, mail_id = null,
				in_app = excluded.in_app, in_browser = excluded.in_browser
			where notices.level < excluded.level or excluded.kind = @again and notices.at < excluded.at`
	rows := rowsOf(all)
	if len(rows) == 0 {
		return
	}
	args := pg.Columns(rows)
	args["now"], args["mail_at"], args["again"] = now, now.Add(Bundle), HandedUp
	batch.Queue(q, args)
}

// rowsOf is one row for each who is told, and one for all who follow the ticket.
func rowsOf(all []Told) []pgx.StrictNamedArgs {
	var rows []pgx.StrictNamedArgs
	told := map[string]bool{}
	for _, n := range slices.Backward(all) { // of two about one promise the later one is at the higher level
		to := slices.Sorted(slices.Values(n.To))
		if n.Watched && len(to) == 0 {
			to = []people.ID{0}
		}
		for _, person := range slices.Backward(to) {
			if n.Promise != nil {
				once := fmt.Sprint(person, n.Kind, *n.Promise)
				if told[once] {
					continue
				}
				told[once] = true
			}
			ways := n.Kind.Suggested()
			rows = append(rows, pgx.StrictNamedArgs{
				"to": person, "kind": n.Kind, "ticket": n.Ticket, "promise": n.Promise, "question": n.Question, "message": n.Message, "actor": n.Actor,
				"level": n.Level, "watched": n.Watched, "app": ways.App, "mail": ways.Mail, "browser": ways.Browser, "sure": n.Kind.IsSure(),
			})
		}
	}
	slices.Reverse(rows)
	return rows
}

// byUrgency sorts entries for a mail: what is most urgent first, then what is due first, then the oldest.
func byUrgency(all []Entry) {
	slices.SortStableFunc(all, func(a, b Entry) int {
		return cmp.Or(
			cmp.Compare(slices.Index(urgency, a.Kind), slices.Index(urgency, b.Kind)),
			a.due().Compare(b.due()), cmp.Compare(a.ID, b.ID),
		)
	})
}
