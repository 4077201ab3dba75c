package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Whole is a ticket with everything on it that its reader may see.
type Whole struct {
	Ticket
	TeamName  string
	Requester people.Person
	Assignee  *people.Person // nil: the team's
	Messages  []Message      // the oldest first
	Promises  []*promise.Promise
	Questions []Enquiry // asked of the supervisors; the oldest first. A customer has none
	Events    []event.Event
	Apologies []Apology       // the oldest first; a customer's are those that left
	Leaving   *Leaving        // a reply in its undo time; a customer has none
	HandedUp  []Escalation    // what broke and was handed up, the oldest first; a customer has none
	People    []people.Person // everybody whom promises and events name
	Followers []Follower      // who sees it beside its requester, or is asked to
	Watchers  []Watcher       // who of the staff follows it; a customer has none
	Mentions  []Mention       // whom the notes call; a customer has none
	Outlines  []Outline       // how we understand it and what happens next, with what stood there before; the oldest first
	Terms     promise.Terms
	About     About
	Merged    Merged // what was merged with it

	ReadAt      time.Time // when the customer last had its page open; only a customer's page knows
	CompanySees bool      // somebody of the requester's company sees all of its tickets
	MayWrite    bool      // a customer who reads it may write on it too: who only sees it for their company may not, unless the company lets them
}

// Apology is what the customer is told of promises that were not kept.
type Apology struct {
	ID       int64
	State    string // waiting, drafted, held, sent or dropped
	LeaveAt  time.Time
	EndedAt  *time.Time
	Words    string // what a person wrote instead of the ready sentence
	ByID     *people.ID
	Promises []promise.ID // that it names
}

// Named is the name of somebody whom the ticket's promises or events name.
func (w Whole) Named(id int64) string {
	for _, p := range w.People {
		if int64(p.ID) == id {
			return p.Name
		}
	}
	return ""
}

// Next is the promise that is due first, nil on a closed ticket.
func (w Whole) Next() *promise.Promise {
	if w.NextPromiseID == nil {
		return nil
	}
	return w.Promise(*w.NextPromiseID)
}

// Promise finds one of the ticket's promises, nil if it has none of that number.
func (w Whole) Promise(id promise.ID) *promise.Promise {
	for _, p := range w.Promises {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// Book is the ticket's promises as the law reads them.
func (w Whole) Book() *promise.Book { return book(w.Ticket, w.Promises, w.Terms) }

// LastMessage is the number of the newest message, 0 if the reader sees none: what a composer has seen.
func (w Whole) LastMessage() MessageID {
	if len(w.Messages) == 0 {
		return w.Merged.Seen
	}
	return max(w.Messages[len(w.Messages)-1].ID, w.Merged.Seen)
}

// ByNumber finds a ticket by the number that people use. Staff only; one of a private team is there only for who sees it.
func ByNumber(ctx context.Context, r pg.Reader, by people.Actor, number int64) (Ticket, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return Ticket{}, err
	}
	return one(ctx, r, numbered, pgx.StrictNamedArgs{"number": number, "reader": by.Reader()})
}

func one(ctx context.Context, r pg.Reader, q string, args ...any) (Ticket, error) {
	rows, err := r.Query(ctx, q, args...)
	if err != nil {
		return Ticket{}, err
	}
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Ticket])
	return t, pg.Found(err)
}

// AskNumbered asks for ByNumber in a batch with other things: t stays nil where there is no such ticket for the reader.
func AskNumbered(batch *pgx.Batch, by people.Actor, number int64, t **Ticket) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	batch.Queue(numbered, pgx.StrictNamedArgs{"number": number, "reader": by.Reader()}).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Ticket])
		if len(found) > 0 {
			*t = found[0]
		}
		return err
	})
}

const numbered = `select ` + ticketColumns + ` from tickets t where t.number = @number and ` + people.InSight

// Get reads a ticket whole, for the staff: notes and all.
func Get(ctx context.Context, r pg.Reader, by people.Actor, number int64) (Whole, error) {
	t, err := ByNumber(ctx, r, by, number)
	if err != nil {
		return Whole{}, err
	}
	batch := &pgx.Batch{}
	w, err := AskWhole(ctx, r, batch, by, t)
	if err != nil {
		return Whole{}, err
	}
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Whole{}, err
	}
	return *w, nil
}

// Seen reads a ticket as its customer sees it: public messages, and no event of the staff's own making
// but those that concern promises, the owner and the end. Whether they see it is read in the same round trip.
func Seen(ctx context.Context, r pg.Reader, by people.Actor, id ID) (Whole, error) {
	if err := mayStand(by, people.ReadOwn, id); err != nil {
		return Whole{}, err
	}
	const q = `select ` + ticketColumns + ` from tickets t where t.id = $1`
	var w Whole
	var s standing
	batch := &pgx.Batch{}
	if !by.IsSystem() {
		askStanding(batch, by.ID, id, &s)
	}
	batch.Queue(q, id).Query(func(rows pgx.Rows) (err error) {
		w.Ticket, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Ticket])
		return pg.Found(err)
	})
	w.askParts(batch, id, Public)
	askReading(batch, id, &w.ReadAt)
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Whole{}, err
	}
	if err := s.may(by, people.ReadOwn); err != nil {
		return Whole{}, err
	}
	w.MayWrite = s.may(by, people.WriteOwn) == nil
	var err error
	w.Terms, err = termsOf(ctx, r, w.Ticket)
	return w, err
}

// AskWhole asks in a batch for a ticket that by has read, whole, for the staff. The rules that it is under are in memory.
func AskWhole(ctx context.Context, r pg.Reader, batch *pgx.Batch, by people.Actor, t Ticket) (*Whole, error) {
	if err := by.May(people.ReadDesk, int64(t.ID)); err != nil {
		return nil, err
	}
	terms, err := termsOf(ctx, r, t)
	if err != nil {
		return nil, err
	}
	w := &Whole{Ticket: t, Terms: terms}
	w.askParts(batch, t.ID, "")
	return w, nil
}

// askParts asks for what stands on a ticket. An audience keeps out every message of another.
func (w *Whole) askParts(batch *pgx.Batch, id ID, only Audience) {
	const team = `select tm.name from teams tm join tickets t on t.team_id = tm.id where t.id = $1`
	const messages = `
		select m.id, m.ticket_id, m.audience, m.author_id, p.name as author_name, m.by_staff, m.said, m.body, m.channel, m.created_at, m.late_for, m.redacted_at
		from messages m join people p on p.id = m.author_id
		where m.ticket_id = @ticket and (@only = '' or m.audience = @only) order by m.id`
	const files = `
		select a.id, a.message_id, a.name, a.kind, a.size, a.blob
		from attachments a join messages m on m.id = a.message_id
		where m.ticket_id = @ticket and (@only = '' or m.audience = @only) order by a.id`
	const named = `
		select id, role, name, coalesce(address::text, '') as address,
			coalesce((select c.name from companies c where c.id = p.company_id), '') as company, locale, zone, is_active, created_at from people p where id in (
			select requester_id from tickets where id = $1 union select assignee_id from tickets where id = $1
			union select owner_id from promises where ticket_id = $1 union select made_by_id from promises where ticket_id = $1
			union select actor_id from events where ticket_id = $1 union select person_id from events where ticket_id = $1)`
	var attached []Attachment
	args := pgx.StrictNamedArgs{"ticket": id, "only": only}
	batch.Queue(team, id).QueryRow(func(row pgx.Row) error { return row.Scan(&w.TeamName) })
	batch.Queue(messages, args).Query(func(rows pgx.Rows) (err error) {
		w.Messages, err = pgx.CollectRows(rows, pgx.RowToStructByName[Message])
		return err
	})
	batch.Queue(files, args).Query(func(rows pgx.Rows) (err error) {
		attached, err = pgx.CollectRows(rows, pgx.RowToStructByName[Attachment])
		return err
	})
	batch.Queue(promisesOf, id).Query(func(rows pgx.Rows) (err error) {
		w.Promises, err = collectPromises(rows)
		return err
	})
	w.queueApologies(batch, id, only)
	w.queueAbout(batch, id, only)
	w.queueOutlines(batch, id)
	w.queueFollowers(batch, id, only)
	w.queueMerged(batch, id, only)
	if only != Public {
		queueQuestions(batch, &w.Questions, questionsOfTicket, turnsOfTicket, pgx.StrictNamedArgs{"ticket": id})
		w.queueHandedUp(batch, id)
		w.queueWatchers(batch, id)
	}
	event.AskOfTicket(batch, int64(id), &w.Events)
	batch.Queue(named, id).Query(func(rows pgx.Rows) (err error) { // the last: then all of it is there
		w.People, err = pgx.CollectRows(rows, pgx.RowToStructByName[people.Person])
		w.place(attached)
		if only == Public {
			w.forCustomer()
		}
		return err
	})
}

// queueApologies reads what the customer was or will be told of broken promises, and which of them each apology names.
func (w *Whole) queueApologies(batch *pgx.Batch, id ID, only Audience) {
	const q = `
		select a.id, a.state, a.leave_at, a.ended_at, a.words, a.by_id,
			array(select p.id from promises p where p.apology_id = a.id order by p.due_at, p.id) as promises
		from apologies a where a.ticket_id = @ticket and (@only = '' or a.state = 'sent') order by a.id`
	batch.Queue(q, pgx.StrictNamedArgs{"ticket": id, "only": only}).Query(func(rows pgx.Rows) (err error) {
		w.Apologies, err = pgx.CollectRows(rows, pgx.RowToStructByName[Apology])
		return err
	})
}

// queueHandedUp reads what only the staff sees of a ticket: what was handed up, and a reply that has not left.
func (w *Whole) queueHandedUp(batch *pgx.Batch, id ID) {
	const handed = `select promise_id, level, opened_at, closed_at from escalations where ticket_id = $1 order by id`
	batch.Queue(handed, id).Query(func(rows pgx.Rows) (err error) {
		w.HandedUp, err = pgx.CollectRows(rows, pgx.RowToStructByName[Escalation])
		return err
	})
	const leaving = `select author_id, seen_id, body, files, acts, public_at from waiting_replies where ticket_id = $1`
	batch.Queue(leaving, id).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var r waitingReply
			if err := rows.Scan(&r.Author, &r.Seen, &r.Body, &r.Files, &r.Acts, &r.PublicAt); err != nil {
				return err
			}
			w.Leaving = &Leaving{Author: r.Author, Draft: r.draft(), PublicAt: r.PublicAt}
		}
		return rows.Err()
	})
}

// place hangs files on their messages and names the two people that every page shows.
func (w *Whole) place(files []Attachment) {
	for i := range w.Questions {
		w.Questions[i].Open = w.Terms.Calendar
	}
	for i := range w.Messages {
		for _, f := range files {
			if f.MessageID == w.Messages[i].ID {
				w.Messages[i].Files = append(w.Messages[i].Files, f)
			}
		}
	}
	for i, p := range w.People {
		if p.ID == w.RequesterID {
			w.Requester = p
		}
		if w.AssigneeID != nil && p.ID == *w.AssigneeID {
			w.Assignee = &w.People[i]
		}
	}
}

// Past is a line about an earlier ticket of a customer.
type Past struct {
	Number   int64
	Subject  string
	Status   promise.Status
	Locale   string
	OpenedAt time.Time
}

// Record is what a customer was promised before, and how that went.
type Record struct {
	Earlier     []Past // other tickets of theirs, the newest first, at most 5
	Kept, Ended int    // promises of target and agreed kinds that recover nothing
	Last        []promise.State
}

// RecordOf reads a customer's other tickets and the promises to them. Staff only.
func RecordOf(ctx context.Context, r pg.Reader, by people.Actor, t Ticket) (rec Record, err error) {
	if err := by.May(people.ReadDesk, int64(t.ID)); err != nil {
		return rec, err
	}
	batch := &pgx.Batch{}
	AskRecord(batch, by, t, &rec)
	return rec, r.SendBatch(ctx, batch).Close()
}

// AskRecord asks for RecordOf in a batch with other things.
func AskRecord(batch *pgx.Batch, by people.Actor, t Ticket, rec *Record) {
	if !by.Can(people.ReadDesk, int64(t.ID)) {
		return
	}
	const earlier = `select t.number, t.subject, t.status, t.locale, t.opened_at from tickets t
		where t.requester_id = @customer and t.id <> @ticket and ` + people.InSight + ` order by t.id desc limit 5`
	const counts = `
		select count(*) filter (where p.state = 'kept' and p.delivery_failed_at is null), count(*) from promises p join tickets t on t.id = p.ticket_id
		where t.requester_id = @customer and p.state in ('kept', 'broken') and p.recovers_id is null and p.kind not in ('confirmation', 'follow_up', 'check_back')
			and ` + people.InSight
	const last = `
		select case when p.delivery_failed_at is null then p.state else 'broken' end from promises p join tickets t on t.id = p.ticket_id
		where t.requester_id = @customer and p.state in ('kept', 'broken') and p.recovers_id is null and p.kind not in ('confirmation', 'follow_up', 'check_back')
			and ` + people.InSight + `
		order by p.ended_at desc, p.id desc limit 12`
	theirs := pgx.StrictNamedArgs{"customer": t.RequesterID, "reader": by.Reader()}
	batch.Queue(earlier, pgx.StrictNamedArgs{"customer": t.RequesterID, "ticket": t.ID, "reader": by.Reader()}).Query(func(rows pgx.Rows) (err error) {
		rec.Earlier, err = pgx.CollectRows(rows, pgx.RowToStructByName[Past])
		return err
	})
	batch.Queue(counts, theirs).QueryRow(func(row pgx.Row) error { return row.Scan(&rec.Kept, &rec.Ended) })
	batch.Queue(last, theirs).Query(func(rows pgx.Rows) (err error) {
		rec.Last, err = pgx.CollectRows(rows, pgx.RowTo[promise.State])
		return err
	})
}

// FileFor finds an attachment of a ticket that the reader may have: its customer the public ones, the
// staff all of them.
func FileFor(ctx context.Context, r pg.Reader, by people.Actor, ticket ID, file int64) (Attachment, error) {
	only := Public
	if by.Can(people.ReadDesk, int64(ticket)) {
		only = ""
	} else if err := may(ctx, r, by, people.ReadOwn, ticket); err != nil {
		return Attachment{}, err
	}
	const q = `
		select a.id, a.message_id, a.name, a.kind, a.size, a.blob from attachments a join messages m on m.id = a.message_id join tickets t on t.id = m.ticket_id
		where a.id = @file and m.ticket_id = @ticket and case @only when '' then ` + people.InSight + ` else m.audience = @only end`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"file": file, "ticket": ticket, "only": only, "reader": by.Reader()})
	if err != nil {
		return Attachment{}, err
	}
	a, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Attachment])
	return a, pg.Found(err)
}
