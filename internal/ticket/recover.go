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
}

const keptColumns = `s.id, s.number, s.cause, null::bigint as ticket, s.name, s.address, s.subject, s.body, s.locale, s.network, s.came_at, s.due_at, s.key_hash, s.content_hash, s.ticket_id`

// takeOut takes rows out of the list. Of two who take the same one the second finds nothing.
func takeOut(ctx context.Context, tx *pg.Tx, q string, id int64) ([]kept, error) {
	rows, err := tx.Query(ctx, q, id)
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
	}
	_, err = tx.Exec(ctx, `delete from suspended where id = any($1)`, ids)
	return all, wrap("take out what is suspended", err)
}

// Recover makes a ticket of something that is suspended, as if it came now: its promises count from now, and the receipt goes out. It is
// done once, whoever else presses: what is not there any more is a conflict.
func Recover(ctx context.Context, tx *pg.Tx, by people.Actor, id SuspendedID) (Ticket, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return Ticket{}, err
	}
	all, err := takeOut(ctx, tx, `select `+keptColumns+` from suspended s where s.id = $1 for update`, int64(id))
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
	customer, err := k.sender(ctx, tx)
	if err != nil {
		return Ticket{}, err
	}
	c, err := start(ctx, tx, customer, k.Subject, k.Locale, k.TicketID)
	if err != nil {
		return Ticket{}, err
	}
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

// sender is who wrote it: of what was written on a ticket its customer, else whoever has the address.
func (k kept) sender(ctx context.Context, tx *pg.Tx) (id people.ID, err error) {
	if k.TicketID != nil {
		err = tx.QueryRow(ctx, `select requester_id from tickets where id = $1`, *k.TicketID).Scan(&id)
		return id, wrap("find whose ticket it was", err)
	}
	return people.Meet(ctx, tx, people.Newcomer{Role: people.Customer, Name: k.Name, Address: k.Address, Locale: k.Locale})
}

// writeKept writes what was suspended as a message of the ticket's customer, and remembers its form.
func (c *change) writeKept(ctx context.Context, tx *pg.Tx, k kept) (MessageID, error) {
	m, err := c.write(ctx, tx, message{Author: c.ticket.RequesterID, Body: k.Body, Files: k.Files, Audience: Public})
	if err != nil {
		return 0, err
	}
	return m, rememberHash(ctx, tx, k.KeyHash, k.ContentHash, c.ticket.ID, m)
}

// bringBack writes on a ticket that is no spam what its customer wrote meanwhile: one answer is promised for all of it.
func (c *change) bringBack(ctx context.Context, tx *pg.Tx) error {
	all, err := takeOut(ctx, tx, `select `+keptColumns+` from suspended s where s.ticket_id = $1 order by s.id for update`, int64(c.ticket.ID))
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
	err := tx.QueryRow(ctx, `delete from suspended where id = $1 returning cause`, id).Scan(&cause)
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

// eraseSuspended removes what somebody wrote that became no ticket, and the blocks that name their address. It returns the keys of the
// files. It looks for them by their addresses, and so comes before those are erased.
func eraseSuspended(ctx context.Context, tx *pg.Tx, id people.ID) ([]string, error) {
	const theirs = `
		select f.blob from suspended s join suspended_files f on f.suspended_id = s.id
		where lower(s.address) in (select lower(address::text) from addresses where person_id = $1) or s.ticket_id in (select id from tickets where requester_id = $1)`
	const rows = `
		delete from suspended s
		where lower(s.address) in (select lower(address::text) from addresses where person_id = $1) or s.ticket_id in (select id from tickets where requester_id = $1)`
	const blocks = `delete from blocks where kind = 'address' and value in (select lower(address::text) from addresses where person_id = $1)`
	found, err := tx.Query(ctx, theirs, id)
	if err != nil {
		return nil, err
	}
	keys, err := pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil {
		return nil, wrap("find the files of what is suspended", err)
	}
	for _, q := range []string{rows, blocks} {
		if _, err := tx.Exec(ctx, q, id); err != nil {
			return nil, wrap("erase what is suspended", err)
		}
	}
	return keys, nil
}
