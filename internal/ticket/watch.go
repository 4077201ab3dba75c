package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// MaxWatchers is how many of the staff may follow one ticket.
const MaxWatchers = 50

// Watcher is somebody of the staff who follows a ticket that is not theirs, and sees it. A customer who sees one is a Follower.
type Watcher struct {
	ID   people.ID
	Name string
}

// Mention is somebody whom a note calls by name.
type Mention struct {
	MessageID MessageID
	PersonID  people.ID
	Words     string // how it calls them, after the @
}

// queueWatchers reads who of the staff follows the ticket, and whom its notes call.
func (w *Whole) queueWatchers(batch *pgx.Batch, id ID) {
	const watchers = `
		select p.id, p.name from watches w join people p on p.id = w.person_id join tickets t on t.id = w.ticket_id join teams tm on tm.id = t.team_id
		where w.ticket_id = $1 and ` + seesIt + ` order by lower(p.name), p.id`
	batch.Queue(watchers, id).Query(func(rows pgx.Rows) (err error) {
		w.Watchers, err = pgx.CollectRows(rows, pgx.RowToStructByName[Watcher])
		return err
	})
	const mentions = `
		select m.message_id, m.person_id, m.words from messages g join mentions m on m.message_id = g.id
		where g.ticket_id = $1 and g.audience = 'internal' order by m.message_id, m.person_id`
	batch.Queue(mentions, id).Query(func(rows pgx.Rows) (err error) {
		w.Mentions, err = pgx.CollectRows(rows, pgx.RowToStructByName[Mention])
		return err
	})
}

// seesIt is whether somebody p who can read the desk works here and sees a ticket of the team tm.
const seesIt = `p.is_active and p.role in ('agent', 'supervisor', 'admin')
	and (not tm.is_private or p.role = 'admin' or exists (select from team_members m where m.team_id = tm.id and m.person_id = p.id))`

// Watch lets somebody follow a ticket: from then on they are told what others do on it, for as long as they see it.
func Watch(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	if err := lockSeen(ctx, tx, by, id); err != nil {
		return err
	}
	const q = `
		insert into watches (ticket_id, person_id, began_at)
		select $1, $2, $3 where (select count(*) from watches w join people p on p.id = w.person_id join tickets t on t.id = w.ticket_id
			join teams tm on tm.id = t.team_id where w.ticket_id = $1 and p.id <> $2 and ` + seesIt + `) < $4
		on conflict (ticket_id, person_id) do update set began_at = watches.began_at`
	tag, err := tx.Exec(ctx, q, id, by.ID, tx.Now, MaxWatchers)
	if err != nil {
		return wrap("follow a ticket", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.Conflict("bell.fault.watchers").Max(MaxWatchers)
	}
	return nil
}

// Unwatch lets them follow it no more. It is no fault when they do not.
func Unwatch(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	if err := lockSeen(ctx, tx, by, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from watches where ticket_id = $1 and person_id = $2`, id, by.ID)
	return wrap("follow a ticket no more", err)
}

// lockSeen locks a ticket that the actor sees, and reads the instant.
func lockSeen(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	all, err := locked(ctx, tx, by, lockWaiting, []ID{id})
	if err == nil && len(all) == 0 {
		err = fault.NotFound()
	}
	return err
}

// tellWatchers tells the ticket's owner and everybody who follows it what somebody else has done: that the customer has written,
// and what a colleague has answered, noted, solved or opened again; each once. What time does by itself tells its own notices.
func (c *change) tellWatchers() {
	solves := false
	for _, e := range c.log {
		solves = solves || e.change != nil && e.change.What == promise.WasSolved && e.byStaff
	}
	told := map[notify.Kind]bool{"": true}
	for _, e := range c.log {
		kind := watched(e, solves)
		if told[kind] {
			continue
		}
		told[kind] = true
		if kind == notify.Wrote && e.byStaff { // what they wrote while the ticket was called spam comes back
			e.actor = &c.ticket.RequesterID
		}
		n := notify.Told{Notice: notify.Notice{Kind: kind, Ticket: int64(c.ticket.ID), Message: e.event.MessageID, Actor: e.actor}, Watched: true}
		if owner := c.ticket.AssigneeID; owner != nil {
			n.To = []people.ID{*owner}
		}
		c.notices = append(c.notices, n)
	}
}

// watched is what those are told of it who own or follow the ticket; empty: nothing. A reply that solves is told once.
func watched(e entry, solves bool) notify.Kind {
	switch {
	case e.change == nil && (e.event.Kind == event.CustomerWrote || e.event.Kind == event.CustomerSaidNotYet):
		return notify.Wrote
	case e.change == nil && e.event.Kind == event.StaffReplied && !solves:
		return notify.Replied
	case e.change == nil && e.event.Kind == event.NoteWritten:
		return notify.Noted
	case e.change != nil && e.change.What == promise.WasSolved && e.byStaff:
		return notify.Solved
	case e.change != nil && e.change.What == promise.WasReopened && e.byStaff:
		return notify.Reopened
	default:
		return ""
	}
}
