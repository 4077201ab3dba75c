package ticket

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Merging says what a ticket is merged into.
type Merging struct {
	Number      int64 // of the ticket that stays
	OtherPerson bool  // it is another customer's, who will see this one's messages, and that is meant
}

// Merge closes a ticket as part of another one (rule 15): its promises, its unanswered messages and what it owes go there,
// and so do its links and whoever sees it. It returns the ticket that stays.
func Merge(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, m Merging) (Ticket, error) {
	if err := by.May(people.Work, int64(id)); err != nil {
		return Ticket{}, err
	}
	other, err := ByNumber(ctx, tx, by, m.Number)
	if fault.Is(err, fault.KindNotFound) {
		return Ticket{}, fault.Invalid("merge.fault.unknown").On("into")
	}
	if err != nil {
		return Ticket{}, err
	}
	if other.ID == id {
		return Ticket{}, fault.Invalid("merge.fault.itself").On("into")
	}
	c, into, err := beginBoth(ctx, tx, by, id, other.ID)
	if err != nil {
		return Ticket{}, err
	}
	if err := c.mayMerge(ctx, tx, into, m); err != nil {
		return Ticket{}, err
	}
	if err := c.publishNow(ctx, tx); err != nil { // what closes a ticket publishes first (rule 5)
		return Ticket{}, err
	}
	if c.book.Status == promise.Closed { // that reply solved what the customer had confirmed
		return Ticket{}, fault.Conflict("merge.fault.closed_this")
	}
	return into.ticket, c.mergeInto(ctx, tx, into)
}

// beginBoth begins a change of two tickets in one. Both locks are taken by ascending number, whichever is merged. What
// time has done is settled first, each ticket's as its own: only then promises change hands.
func beginBoth(ctx context.Context, tx *pg.Tx, by people.Actor, id, other ID) (c, into *change, err error) {
	c, into, err = lockBoth(ctx, tx, by, id, other)
	if err != nil {
		return nil, nil, err
	}
	c.book.StaffActed()
	into.book.StaffActed()
	return c, into, nil
}

func lockBoth(ctx context.Context, tx *pg.Tx, by people.Actor, id, other ID) (c, into *change, err error) {
	all, err := lockedQuiet(ctx, tx, by, []ID{id, other})
	if err != nil {
		return nil, nil, err
	}
	for _, one := range all {
		if one.ticket.ID == id {
			c = one
		} else {
			into = one
		}
	}
	switch {
	case c == nil:
		return nil, nil, fault.NotFound()
	case into == nil:
		return nil, nil, fault.Invalid("merge.fault.unknown").On("into")
	}
	return c, into, nil
}

// lockedQuiet locks tickets to which time has nothing left to do.
func lockedQuiet(ctx context.Context, tx *pg.Tx, by people.Actor, ids []ID) ([]*change, error) {
	for {
		all, err := locked(ctx, tx, by, lockWaiting, ids)
		if err != nil {
			return nil, err
		}
		isQuiet := true
		for _, one := range all {
			if err := one.pass(ctx, tx); err != nil {
				return nil, err
			}
			isQuiet = isQuiet && len(one.log) == 0
		}
		if isQuiet {
			return all, nil
		}
		if err := settleAll(ctx, tx, all); err != nil {
			return nil, err
		}
	}
}

// mayMerge refuses what cannot be merged, or what its presser would not merge if they knew.
func (c *change) mayMerge(ctx context.Context, tx *pg.Tx, into *change, m Merging) error {
	switch {
	case c.book.Status == promise.Closed:
		return fault.Conflict("merge.fault.closed_this")
	case into.book.Status == promise.Closed:
		return fault.Invalid("merge.fault.closed").On("into")
	case c.ticket.RequesterID != into.ticket.RequesterID && !m.OtherPerson:
		return fault.Invalid("merge.fault.other_person").On("other")
	}
	return into.noneLeaves(ctx, tx)
}

func (c *change) mergeInto(ctx context.Context, tx *pg.Tx, into *change) error {
	row := mergeRow{
		TicketID: c.ticket.ID, IntoID: into.ticket.ID, MergedByID: c.by.ID, MergedAt: tx.Now, Status: c.book.Status, FinishedAs: orNone(c.book.Finished),
		UnansweredSince: pointerTo(c.book.Unanswered), EndedStatus: orNone(c.book.Ended), EndedAs: orNone(c.book.EndedAs),
		WaitingFor: c.ticket.WaitingFor, WaitingSince: pointerTo(c.book.WaitingSince), SolvedAt: pointerTo(c.book.SolvedAt),
	}
	if err := row.moveMessages(ctx, tx); err != nil {
		return err
	}
	if err := row.letFollow(ctx, tx, c.by); err != nil {
		return err
	}
	c.record(event.Event{Kind: event.Merged, Became: strconv.FormatInt(into.ticket.Number, 10)})
	into.record(event.Event{Kind: event.MergedHere, Became: strconv.FormatInt(c.ticket.Number, 10)})
	for _, m := range row.Messages {
		into.record(event.Event{Kind: event.MessageCame, MessageID: orNil(int64(m))})
	}
	c.passCall(into, tx.Now)
	went, carried := c.book.MergeInto(into.book)
	carry(c, into, carried)
	if err := into.leaveOut(ctx, tx); err != nil {
		return err
	}
	if err := into.number(ctx, tx); err != nil {
		return err
	}
	for _, w := range went {
		w.From.Successor = w.To.ID
		if w.To.State.Terminal() { // it lost its reason at once
			continue
		}
		row.Successors = append(row.Successors, w.To.ID)
		if w.Copied {
			row.Copies = append(row.Copies, w.To.ID)
		}
	}
	for _, p := range carried {
		row.Carried = append(row.Carried, p.ID)
	}
	c.ticket.MergedIntoID = &into.ticket.ID
	row.queue(&into.first)
	return settleAll(ctx, tx, []*change{into, c})
}

// passCall lets a call that runs be logged on the ticket that stays. One that was begun there and never logged gives way to it.
func (c *change) passCall(into *change, now time.Time) {
	if c.isCalling(now) && !into.isCalling(now) {
		into.book.Calling, into.ticket.CallingID = c.book.Calling, c.ticket.CallingID
	}
	c.book.Calling = time.Time{}
}

// carry lets one change write what was the other's: broken promises, and their escalations.
func carry(from, to *change, carried []*promise.Promise) {
	for _, p := range carried {
		to.stored[p.ID] = from.stored[p.ID]
		delete(from.stored, p.ID)
		if e, ok := from.handed[p.ID]; ok {
			to.handed[p.ID] = e
			delete(from.handed, p.ID)
		}
	}
}

// moveMessages moves the messages that nobody has answered, and the forms that they came by. It draws the number that tells
// who has seen them there.
func (m *mergeRow) moveMessages(ctx context.Context, tx *pg.Tx) error {
	const q = `
		with moved as (
			update messages set ticket_id = $2, came_from_id = coalesce(came_from_id, $1)
			where ticket_id = $1 and not by_staff and answered_by_id is null returning id),
		forms as (update submissions set ticket_id = $2 where message_id in (select id from moved))
		select nextval('messages_id_seq'), array(select id from moved order by id)`
	err := tx.QueryRow(ctx, q, m.TicketID, m.IntoID).Scan(&m.SeenID, &m.Messages)
	return wrap("move unanswered messages", err)
}

// letFollow lets whoever sees the merged ticket as a customer see the one that stays. Who was asked to see that one keeps the link that asks
// them, which does nothing while they see it: they are asked again when the merging is undone.
func (m *mergeRow) letFollow(ctx context.Context, tx *pg.Tx, by people.Actor) error {
	const q = `
		with theirs as (
			select f.person_id, f.address from followers f where f.ticket_id = @from and f.confirmed_at is not null
			union all
			select t.requester_id, p.address from tickets t join people p on p.id = t.requester_id where t.id = @from),
		fresh as (
			insert into followers (ticket_id, person_id, added_by_id, added_at, address, confirmed_at)
			select distinct on (v.person_id) @into::bigint, v.person_id, @by::bigint, @now::timestamptz, v.address, @now::timestamptz from theirs v
			where v.person_id <> (select requester_id from tickets where id = @into)
			on conflict (ticket_id, person_id) do update set confirmed_at = excluded.confirmed_at where followers.confirmed_at is null
			returning person_id, xmax = 0 as is_new)
		select array(select person_id from fresh where is_new order by person_id), array(select person_id from fresh where not is_new order by person_id)`
	err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{"from": m.TicketID, "into": m.IntoID, "by": by.ID, "now": tx.Now}).Scan(&m.Followers, &m.Invited)
	return wrap("let the same people follow", err)
}

// isMerged reports whether the ticket was closed as part of another one before this change.
func (c *change) isMerged() bool {
	return c.ticket.MergedIntoID != nil && c.book.Finished == promise.Merged
}

// refuseMerged keeps everybody from opening a merged ticket by anything but undoing that: what is to be done is done on the
// ticket that stays.
func (c *change) refuseMerged() error {
	was := c.ticket.Status == promise.Closed && orEmpty(c.ticket.CloseReason) == promise.Merged
	if was && !c.unmerged && (c.book.Status != promise.Closed || c.waiting != nil) {
		return fault.Conflict("merge.fault.merged")
	}
	return nil
}

// stays is the ticket that a customer's message goes to, and whoever writes it: of a merged one the one that stays. Who holds
// the link of the first holds one of the other.
func stays(ctx context.Context, r pg.Reader, by people.Actor, id ID) (people.Actor, ID, error) {
	var to ID
	if err := r.QueryRow(ctx, `select staying($1)`, id).Scan(&to); err != nil {
		return by, id, pg.Found(err)
	}
	if by.Link != 0 && by.Link == int64(id) {
		by.Link = int64(to)
	}
	return by, to, nil
}
