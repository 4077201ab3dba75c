package ticket

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// What is written down about the list of what is suspended.
const (
	AuditRecovered audit.Kind = "suspended.recovered"
	AuditDiscarded audit.Kind = "suspended.discarded"
)

// kept is something suspended with its form's hashes, as it is taken out of the list.
type kept struct {
	Arrived
	KeyHash     []byte
	ContentHash []byte
	TicketID    *ID
	AuthorID    *people.ID // nil: whoever has the address
	TopicID     *topic.ID
	answers     []topic.Answer
}

const keptColumns = `s.id, s.number, s.cause, null::bigint as ticket, s.name, s.address, s.subject, s.body, s.locale, s.network, s.came_at, s.due_at, s.key_hash, s.content_hash, s.ticket_id,
	(with recursive them as (select id, joined_into_id from people where id = s.author_id union all select p.id, p.joined_into_id from people p join them on p.id = them.joined_into_id)
		select id from them where joined_into_id is null) as author_id, s.topic_id`

// takeOut takes rows out of the list. Of two who take the same one the second finds nothing.
func takeOut(ctx context.Context, tx *pg.Tx, q string, args pgx.StrictNamedArgs) ([]kept, error) {
	rows, err := tx.Query(ctx, q, args)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[kept])
	if err != nil || len(all) == 0 {
		return nil, wrap("take out what is suspended", err)
	}
	var ids []SuspendedID
	held := make([]Arrived, len(all))
	for i, k := range all {
		held[i], ids = k.Arrived, append(ids, k.ID)
	}
	if err := heldFiles(ctx, tx, held); err != nil {
		return nil, wrap("read the files of what is suspended", err)
	}
	for i := range all {
		all[i].Files = held[i].Files
		if all[i].answers, err = keptAnswers(ctx, tx, all[i].ID); err != nil {
			return nil, wrap("read the answers of what is suspended", err)
		}
	}
	_, err = tx.Exec(ctx, `delete from suspended where id = any($1)`, ids)
	return all, wrap("take out what is suspended", err)
}

func keptAnswers(ctx context.Context, r pg.Reader, id SuspendedID) ([]topic.Answer, error) {
	const q = `select field_id as field, names, kind, is_shown, value, value_names as chosen from suspended_answers where suspended_id = $1 order by field_id`
	rows, err := r.Query(ctx, q, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[topic.Answer])
}

// Recover makes a ticket of something that is suspended, as if it came now: its promises count from now, and the receipt goes out. It is
// done once, whoever else presses: what is not there any more is a conflict.
func Recover(ctx context.Context, tx *pg.Tx, by people.Actor, id SuspendedID) (Ticket, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return Ticket{}, err
	}
	const q = `select ` + keptColumns + ` from suspended s left join tickets t on t.id = s.ticket_id where s.id = @id and ` + suspendedInSight + ` for update of s`
	all, err := takeOut(ctx, tx, q, pgx.StrictNamedArgs{"id": id, "reader": by.Reader()})
	if err != nil {
		return Ticket{}, err
	}
	if len(all) == 0 {
		return Ticket{}, fault.Conflict("spam.fault.gone")
	}
	if err := tx.ReadClock(ctx); err != nil {
		return Ticket{}, err
	}
	k := all[0]
	customer, about, err := k.origin(ctx, tx)
	if err != nil {
		return Ticket{}, err
	}
	c, err := start(ctx, tx, customer, k.Subject, k.Locale, k.TicketID, about)
	if err != nil {
		return Ticket{}, err
	}
	about.file(&c.first, c.ticket.ID)
	if _, err := tx.Exec(ctx, `update tickets set number = $2 where id = $1`, c.ticket.ID, k.Number); err != nil {
		return Ticket{}, wrap("give a ticket the number that its sender knows", err)
	}
	c.ticket.Number = k.Number
	m, err := c.writeKept(ctx, tx, k)
	if err != nil {
		return Ticket{}, err
	}
	c.record(event.Event{Kind: event.TicketAsked, MessageID: orNil(int64(m))})
	c.absorb(false)
	c.by = by
	c.record(event.Event{Kind: event.Recovered, Became: string(k.Cause), WasAt: pointerTo(k.CameAt)})
	c.book.Begin()
	c.post(outbox.Letter{Kind: outbox.Receipt, Automatic: true, Message: orNil(int64(m))}, c.book.Next())
	if err := c.settle(ctx, tx); err != nil {
		return Ticket{}, err
	}
	e := audit.Entry{By: int64(by.ID), Kind: AuditRecovered, Object: string(k.Cause), Became: "#" + strconv.FormatInt(k.Number, 10)}
	return c.ticket, audit.Write(ctx, tx, e)
}

// origin is whose ticket it becomes and where that goes: of what was written on a ticket its customer and team, else whoever is
// known to have written it or has the address, and the team that its topic names now.
func (k kept) origin(ctx context.Context, tx *pg.Tx) (id people.ID, about routed, err error) {
	about = routed{topic: k.TopicID, priority: sla.Normal, answers: k.answers}
	if k.TicketID != nil {
		err = tx.QueryRow(ctx, `select requester_id, team_id from tickets where id = $1`, *k.TicketID).Scan(&id, &about.team)
		return id, about, wrap("find whose ticket it was", err)
	}
	if k.TopicID != nil {
		all, err := topic.List(ctx, tx)
		if err != nil {
			return 0, about, err
		}
		about.team, about.priority = all.Team(*k.TopicID), all.Priority(*k.TopicID)
	}
	if k.AuthorID != nil {
		return *k.AuthorID, about, nil
	}
	id, err = people.Meet(ctx, tx, people.Newcomer{Role: people.Customer, Name: k.Name, Address: k.Address, Locale: k.Locale})
	return id, about, err
}

// writeKept writes what was suspended as a message of whoever wrote it, and remembers its form.
func (c *change) writeKept(ctx context.Context, tx *pg.Tx, k kept) (MessageID, error) {
	author := c.ticket.RequesterID
	if k.AuthorID != nil {
		author = *k.AuthorID
	}
	m, err := c.write(ctx, tx, message{Author: author, Body: k.Body, Files: k.Files, Audience: Public})
	if err != nil {
		return 0, err
	}
	return m, rememberHash(ctx, tx, k.KeyHash, k.ContentHash, c.ticket.ID, m)
}

// bringBack writes on a ticket that is no spam what its customer wrote meanwhile: one answer is promised for all of it.
func (c *change) bringBack(ctx context.Context, tx *pg.Tx) error {
	all, err := takeOut(ctx, tx, `select `+keptColumns+` from suspended s where s.ticket_id = @ticket order by s.id for update`, pgx.StrictNamedArgs{"ticket": c.ticket.ID})
	if err != nil {
		return err
	}
	for _, k := range all {
		m, err := c.writeKept(ctx, tx, k)
		if err != nil {
			return err
		}
		c.record(event.Event{Kind: event.CustomerWrote, MessageID: orNil(int64(m)), WasAt: pointerTo(k.CameAt)})
		c.book.CustomerWrote()
	}
	return nil
}

// Discard removes something that is suspended, now. The bytes of its files go with the next tidying.
func Discard(ctx context.Context, tx *pg.Tx, by people.Actor, id SuspendedID) error {
	if err := by.May(people.Supervise, 0); err != nil {
		return err
	}
	var cause string
	const q = `
		delete from suspended where id in (select s.id from suspended s left join tickets t on t.id = s.ticket_id where s.id = @id and ` + suspendedInSight + `)
		returning cause`
	err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{"id": id, "reader": by.Reader()}).Scan(&cause)
	if fault.Is(pg.Found(err), fault.KindNotFound) {
		return fault.Conflict("spam.fault.gone")
	}
	if err != nil {
		return wrap("discard what is suspended", err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditDiscarded, Object: cause})
}

// ForgetSuspended removes what has been suspended for 30 days, and blocks whose time is over. Doing it twice is harmless.
func ForgetSuspended(ctx context.Context, tx *pg.Tx, by people.Actor) (int64, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return 0, err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `delete from blocks where ends_at <= $1`, tx.Now); err != nil {
		return 0, wrap("forget blocks", err)
	}
	done, err := tx.Exec(ctx, `delete from suspended where came_at < $1`, tx.Now.Add(-SpamUndo))
	return done.RowsAffected(), wrap("forget what was suspended", err)
}
