package ticket

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Unmerge undoes a merging (rule 15): the ticket has its status and its messages back, and both have new promises with the
// old due times. It is refused once a promise that came from it has ended, or the other ticket has closed.
func Unmerge(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	asked, err := readMerge(ctx, tx, id)
	if fault.Is(err, fault.KindNotFound) {
		if _, err := begin(ctx, tx, by, id); err != nil { // who does not see it is told nothing
			return err
		}
		return fault.Conflict("merge.fault.not_merged")
	}
	if err != nil {
		return err
	}
	c, into, err := beginBoth(ctx, tx, by, id, asked.IntoID)
	if err != nil {
		return err
	}
	m, err := readMerge(ctx, tx, id)
	if fault.Is(err, fault.KindNotFound) || err == nil && m.IntoID != into.ticket.ID || !c.isMerged() { // somebody else was first
		return fault.Conflict("merge.fault.not_merged")
	}
	if err != nil {
		return err
	}
	if !into.book.CanUnmerge(m.merger()) {
		return fault.Conflict("merge.fault.too_late")
	}
	if err := into.noneLeaves(ctx, tx); err != nil {
		return err
	}
	return c.unmerge(ctx, tx, into, m)
}

func (c *change) unmerge(ctx context.Context, tx *pg.Tx, into *change, m mergeRow) error {
	unanswered, unasked, err := m.moveBack(ctx, tx)
	if err != nil {
		return err
	}
	for _, person := range unasked {
		into.letters = append(into.letters, letter{Letter: outbox.Letter{Kind: outbox.Colleague, Automatic: true, Ticket: int64(m.IntoID), To: person}})
	}
	c.unmerged = true
	c.ticket.MergedIntoID, c.ticket.WaitingFor = nil, m.WaitingFor
	c.record(event.Event{Kind: event.Unmerged, Was: strconv.FormatInt(into.ticket.Number, 10), Became: string(m.Status)})
	into.record(event.Event{Kind: event.UnmergedHere, Was: strconv.FormatInt(c.ticket.Number, 10)})
	went := c.book.Unmerge(into.book, m.merger(), unanswered)
	for _, p := range c.book.Promises {
		if was, ok := into.stored[p.ID]; ok {
			c.stored[p.ID] = was
			delete(into.stored, p.ID)
		}
		if was, ok := into.handed[p.ID]; ok {
			c.handed[p.ID] = was
			delete(into.handed, p.ID)
		}
	}
	for _, one := range []*change{c, into} {
		if err := one.disown(ctx, tx); err != nil {
			return err
		}
	}
	if err := yieldVisits(ctx, tx, c, into); err != nil {
		return err
	}
	for _, one := range []*change{c, into} {
		if err := one.number(ctx, tx); err != nil {
			return err
		}
	}
	for _, w := range went {
		w.From.Successor = w.To.ID
	}
	m.queueUndo(&into.first)
	return settleAll(ctx, tx, []*change{c, into})
}

// leaveToOthers leaves those who saw a ticket ($1) because of a merging ($2) to another one by which they see it too, and says who they are.
const leaveToOthers = `
	with by_others as (
		select distinct on (v.person_id) g.ticket_id, v.person_id from merges g
		cross join lateral (
			select requester_id as person_id from tickets where id = g.ticket_id
			union select person_id from followers where ticket_id = g.ticket_id and confirmed_at is not null) v
		where g.into_id = $1 and g.ticket_id <> $2 and v.person_id = any($3::bigint[] || $4::bigint[]) order by v.person_id, g.ticket_id),
	heirs as (
		select ticket_id, array_agg(person_id) filter (where person_id = any($3)) as followers, array_agg(person_id) filter (where person_id = any($4)) as invited
		from by_others group by ticket_id),
	left_to as (
		update merges g set followers = g.followers || coalesce(h.followers, '{}'), invited = g.invited || coalesce(h.invited, '{}')
		from heirs h where h.ticket_id = g.ticket_id)
	select array(select person_id from by_others)`

// moveBack gives the messages back, and takes the other ticket from those who saw it only because of this. It returns since
// when the other one is unanswered without them, and who was asked to see that and has no link to say yes with: the letter had not left.
func (m mergeRow) moveBack(ctx context.Context, tx *pg.Tx) (time.Time, []people.ID, error) {
	var oldest *time.Time
	var stay, unasked []people.ID
	batch := &pgx.Batch{}
	batch.Queue(`update messages set ticket_id = $1, came_from_id = nullif(came_from_id, $1) where id = any($2)`, m.TicketID, m.Messages)
	batch.Queue(`update submissions set ticket_id = $1 where message_id = any($2)`, m.TicketID, m.Messages)
	batch.Queue(leaveToOthers, m.IntoID, m.TicketID, m.Followers, m.Invited).QueryRow(func(row pgx.Row) error { return row.Scan(&stay) })
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return time.Time{}, nil, wrap("give messages back", err)
	}
	batch = &pgx.Batch{}
	batch.Queue(`delete from followers where ticket_id = $1 and person_id = any($2) and person_id <> all($3)`, m.IntoID, m.Followers, stay)
	const ask = `
		with asked as (
			update followers set confirmed_at = null where ticket_id = $1 and person_id = any($2) and person_id <> all($3) and confirmed_at is not null
			returning person_id, token_hash)
		select array(select person_id from asked where token_hash is null order by person_id)`
	batch.Queue(ask, m.IntoID, m.Invited, stay).QueryRow(func(row pgx.Row) error { return row.Scan(&unasked) })
	batch.Queue(`select min(created_at) from messages where ticket_id = $1 and not by_staff and answered_by_id is null`, m.IntoID).
		QueryRow(func(row pgx.Row) error { return row.Scan(&oldest) })
	err := tx.SendBatch(ctx, batch).Close()
	return valueOf(oldest), unasked, wrap("give messages back", err)
}

// queueUndo forgets the merging: what the ticket owed is its own again, or that of the one that was merged into it before.
func (m mergeRow) queueUndo(batch *pgx.Batch) {
	batch.Queue(`update promises set carried_to_id = nullif($2, ticket_id) where id = any($1)`, m.Carried, m.TicketID)
	batch.Queue(`update escalations set ticket_id = $2 where promise_id = any($1)`, m.Carried, m.TicketID)
	batch.Queue(`delete from merges where ticket_id = $1`, m.TicketID)
}
