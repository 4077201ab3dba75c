package ticket

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/expect"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// Receipt is what somebody sees who has just asked: what they typed and what was promised then. Nothing that came
// later is on it, for the sender of a form has not shown yet that the address is theirs.
type Receipt struct {
	Number    int64
	Subject   string
	Body      string
	Address   string
	Locale    i18n.Locale
	AskedAt   time.Time
	Due       time.Time    // when the first answer was promised
	Continues bool         // it goes on from a ticket that was closed too long ago
	IsLooked  bool         // somebody looks at it before it stands in the queue, and its sender is told so
	Files     []Attachment `db:"-"`
}

// ReceiptOf reads what a form with that key has started. Not found: the key was never sent, or with a message that
// started nothing.
func ReceiptOf(ctx context.Context, r pg.Reader, key string) (Receipt, error) {
	const q = `
		select t.number, t.subject, m.body, p.address::text as address, t.locale, m.created_at as asked_at, f.due_at as due, t.linked_from_id is not null as continues,
			false as is_looked
		from submissions s
		join messages m on m.id = s.message_id
		join tickets t on t.id = s.ticket_id
		join people p on p.id = t.requester_id
		join lateral (select due_at from promises where ticket_id = t.id and kind = 'first_reply' order by id limit 1) f on true
		where s.key_hash = $1 and m.id = (select min(id) from messages where ticket_id = t.id)
		union all
		select number, subject, body, address, locale, came_at, due_at, false, cause in ('no_proof', 'too_many') from suspended where key_hash = $1 and ticket_id is null`
	const files = `
		select a.id, a.message_id, a.name, a.kind, a.size, a.blob
		from attachments a join submissions s on s.message_id = a.message_id where s.key_hash = $1
		union all
		select f.id, 0, f.name, f.kind, f.size, f.blob
		from suspended_files f join suspended s on s.id = f.suspended_id where s.key_hash = $1 and s.ticket_id is null order by id`
	hash := sha256.Sum256([]byte(key))
	var found Receipt
	batch := &pgx.Batch{}
	batch.Queue(q, hash[:]).Query(func(rows pgx.Rows) (err error) {
		found, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Receipt])
		return err
	})
	var attached []Attachment
	batch.Queue(files, hash[:]).Query(func(rows pgx.Rows) (err error) {
		attached, err = pgx.CollectRows(rows, pgx.RowToStructByName[Attachment])
		return err
	})
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Receipt{}, pg.Found(err)
	}
	found.Files = attached
	return found, nil
}

// WasSent waits until nobody else sends a form with that key, and reports whether one has arrived before: sending it again
// makes nothing new.
func WasSent(ctx context.Context, tx *pg.Tx, key string) (was bool, err error) {
	const q = `select exists (select from submissions where key_hash = $1) or exists (select from suspended where key_hash = $1)`
	hash := sha256.Sum256([]byte(key))
	batch := &pgx.Batch{}
	people.QueueAlone(batch, key)
	batch.Queue(q, hash[:]).QueryRow(func(row pgx.Row) error { return row.Scan(&was) })
	return was, wrap("look for the form", tx.SendBatch(ctx, batch).Close())
}

// Prospect is a question that is still to be asked, as far as that decides when it is answered.
type Prospect struct {
	Customer people.ID // 0: nobody is signed in
	Topic    topic.ID  // 0: none is chosen
	Locale   i18n.Locale
}

// Outlook is what somebody can expect who is about to ask.
type Outlook struct {
	Due     time.Time // when it is answered at the latest
	Usually time.Time // when most such questions are, as the record shows it; zero: it shows too little
}

// Expect is what somebody who asks at now can expect, by the policy that the question would get. Not found: nobody has set the desk
// up yet.
func Expect(ctx context.Context, r pg.Reader, now time.Time, q Prospect) (Outlook, error) {
	var teams []people.Team
	var all topic.Tree
	var rules choosing
	batch := &pgx.Batch{}
	rules.queue(batch, Ticket{RequesterID: q.Customer, TopicID: orNil(q.Topic), Locale: q.Locale, Channel: Web})
	people.AskTeams(batch, &teams)
	topic.AskList(batch, &all)
	var ground expect.Ground
	expect.AskFirst(batch, int64(q.Topic), &ground)
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Outlook{}, pg.Found(err)
	}
	about := routed{team: all.Team(q.Topic), priority: all.Priority(q.Topic)}
	team, err := about.among(teams)
	if err != nil {
		return Outlook{}, err
	}
	rules.facts.Team, rules.facts.Priority = int64(team), about.priority
	terms, err := sla.Terms(ctx, r, sla.Choose(rules.all, rules.facts).Version, about.priority)
	if err != nil {
		return Outlook{}, err
	}
	out := Outlook{Due: terms.Hours().Add(now, terms.Target(promise.FirstReply))}
	like := ground.Within(expect.Matter{Team: team, Priority: about.priority, Terms: terms, Now: now})
	if usual := like.Usual(promise.FirstReply); usual != nil {
		out.Usually = expect.Most(terms, now, *usual)
	}
	return out, nil
}
