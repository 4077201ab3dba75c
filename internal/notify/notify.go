// Package notify tells the staff what they must know: in the app at once, and by mail in their own hours, several in one.
// A notice is written in the transaction of the change that it tells of, so this room stands below the ticket's. It must
// never decide who is told: whoever makes the change says so.
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

// Kind says what somebody is told.
type Kind string

// The notices.
const (
	HandedUp       Kind = "handed_up"       // promise, level: what broke has come to them
	Broken         Kind = "broken"          // promise: theirs was not kept
	NotAnswered    Kind = "not_answered"    // question, level: nobody answered in time
	ApologiesHeld  Kind = "apologies_held"  // no ticket: many apologies wait for one release
	Undelivered    Kind = "undelivered"     // a reply never arrived
	ApologyDrafted Kind = "apology_drafted" // promise: an apology waits to be sent by a person
	Warned         Kind = "warned"          // promise: it will be due soon
	Asked          Kind = "asked"           // question: supervisors are asked
	AskedBack      Kind = "asked_back"      // question: the asker is asked
	Answered       Kind = "answered"        // question
	ToldMore       Kind = "told_more"       // question: the asker has said more
	Passed         Kind = "passed"          // question: it is theirs now
	TakenOver      Kind = "taken_over"      // a supervisor owns the ticket now
	Assigned       Kind = "assigned"        // the ticket is theirs now
	CameUp         Kind = "came_up"         // promise: it is time to look again
	HasIt          Kind = "has_it"          // actor: they answer the ticket at which the reader is, too
)

// urgency is the order in which a mail tells its notices.
var urgency = []Kind{
	HandedUp, Broken, NotAnswered, ApologiesHeld, Undelivered, ApologyDrafted, Warned,
	Asked, AskedBack, Answered, ToldMore, Passed, TakenOver, Assigned, CameUp, HasIt,
}

// Kinds are all kinds of notices, the most urgent first.
func Kinds() []Kind { return slices.Clone(urgency) }

// Notice is what somebody is told.
type Notice struct {
	Kind     Kind
	Ticket   int64 // 0: no ticket's
	Promise  *int64
	Question *int64
	Actor    *people.ID // who did it, and is not told of it; nil: a rule
	Level    int        // of the ladder, where it was handed up
}

// Bundle is how long a notice waits for others before it goes by mail.
const Bundle = 2 * time.Minute

// Told is a notice with whom it is for.
type Told struct {
	Notice
	To []people.ID
}

// Queue adds one notice to everybody in to; see QueueAll.
func Queue(batch *pgx.Batch, now time.Time, to []people.ID, n Notice) {
	QueueAll(batch, now, []Told{{n, to}})
}

// QueueAll adds notices to everybody whom they are for, once each, to a batch that is sent with the change's other rows. Whoever
// has left, and customers, are told nothing; told twice of the same promise, it is one notice, which is new again where
// the promise has come to a higher level.
func QueueAll(batch *pgx.Batch, now time.Time, all []Told) {
	const q = `
		insert into notices (person_id, kind, ticket_id, promise_id, question_id, actor_id, level, at, mail_at)
		select p.id, n.kind, nullif(n.ticket, 0), n.promise, n.question, n.actor, n.level, @now,
			case when p.mail_notices <> 'never' then @mail_at::timestamptz end
		from unnest(@to::bigint[], @kind::text[], @ticket::bigint[], @promise::bigint[], @question::bigint[], @actor::bigint[], @level::smallint[])
			with ordinality n (person, kind, ticket, promise, question, actor, level, i)
		join people p on p.id = n.person
		where p.is_active and p.role <> 'customer' and p.id is distinct from n.actor
		order by n.i
		on conflict (person_id, kind, promise_id) where promise_id is not null do update
			set level = excluded.level, at = excluded.at, read_at = null, mail_at = excluded.mail_at, mail_id = null
			where notices.level < excluded.level`
	var rows []pgx.StrictNamedArgs
	told := map[string]bool{}
	for _, n := range slices.Backward(all) { // of two about one promise the later one is at the higher level
		for _, person := range slices.Backward(slices.Sorted(slices.Values(n.To))) {
			if n.Promise != nil {
				once := fmt.Sprint(person, n.Kind, *n.Promise)
				if told[once] {
					continue
				}
				told[once] = true
			}
			rows = append(rows, pgx.StrictNamedArgs{
				"to": person, "kind": n.Kind, "ticket": n.Ticket, "promise": n.Promise, "question": n.Question, "actor": n.Actor, "level": n.Level,
			})
		}
	}
	slices.Reverse(rows)
	if len(rows) == 0 {
		return
	}
	args := pg.Columns(rows)
	args["now"], args["mail_at"] = now, now.Add(Bundle)
	batch.Queue(q, args)
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
