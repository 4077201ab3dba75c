package ticket

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// roster is everybody who sees the ticket, and so may have to be told.
func (c *change) roster(ctx context.Context, tx *pg.Tx) (people.Roster, error) {
	all, err := c.everybody(ctx, tx)
	return all.Of(c.ticket.TeamID), err
}

// everybody is who works here, read once in a unit of work.
func (c *change) everybody(ctx context.Context, tx *pg.Tx) (people.Roster, error) {
	if c.shared.roster == nil {
		roster, err := people.ReadRoster(ctx, tx)
		if err != nil {
			return nil, err
		}
		c.shared.roster = roster
	}
	return c.shared.roster, nil
}

// sayWhatHappened decides whom of the staff to tell what, and posts the apologies that leave.
func (c *change) sayWhatHappened(ctx context.Context, tx *pg.Tx) error {
	c.postFollowUps()
	c.tellWatchers()
	for _, e := range c.log {
		if e.change == nil {
			continue
		}
		switch e.change.What {
		case promise.WasApologised:
			c.postApology()
			continue
		case promise.WasReminded:
			c.post(outbox.Letter{Kind: outbox.Reminder, Automatic: true}, e.change.Promise)
			continue
		default:
		}
		if !telling(e.change.What) {
			continue
		}
		roster, err := c.roster(ctx, tx)
		if err != nil {
			return err
		}
		c.tellStaff(*e.change, roster)
	}
	return nil
}

// telling reports whether somebody of the staff must know of a change at once.
func telling(what promise.What) bool {
	switch what {
	case promise.WasWarned, promise.WasBroken, promise.WasHandedUp, promise.WasApologyDrafted, promise.WasApologyHeld, promise.WasUndelivered:
		return true
	default:
		return false
	}
}

func (c *change) tellStaff(ch promise.Change, roster people.Roster) {
	n := notify.Notice{Ticket: int64(c.ticket.ID)}
	if ch.Promise != nil {
		n.Promise = orNil(int64(ch.Promise.ID))
	}
	var to []people.ID
	switch ch.What {
	case promise.WasWarned:
		n.Kind, to = notify.Warned, c.owners(ch.Promise.Owner, roster)
		if ch.Promise.Kind == promise.CheckBack {
			n.Kind = notify.CameUp
		}
	case promise.WasBroken:
		n.Kind, to = notify.Broken, c.owners(ch.Promise.Owner, roster)
	case promise.WasHandedUp:
		n.Kind, n.Level = notify.HandedUp, ch.Level
		to = roster.Rung(c.book.Terms.Ladder[ch.Level-1], people.ID(ch.Promise.Owner.Person), c.ticket.TeamID, c.book.Now, c.book.Terms.Calendar)
	case promise.WasApologyDrafted:
		n.Kind, to = notify.ApologyDrafted, c.owners(c.book.Owner, roster)
	case promise.WasUndelivered:
		n.Kind, to = notify.Undelivered, c.owners(c.book.Owner, roster)
	case promise.WasApologyHeld:
		if c.shared.brake.toldAlready() {
			return
		}
		n = notify.Notice{Kind: notify.ApologiesHeld}
		to = append(roster.Ladder(people.AllSupervisors, c.ticket.TeamID, c.book.Now, c.book.Terms.Calendar),
			c.shared.roster.Ladder(people.AllSupervisors, c.ticket.TeamID, c.book.Now, c.book.Terms.Calendar)...) // it names no ticket, and is said once for all
		slices.Sort(to)
		to = slices.Compact(to)
	default:
		return
	}
	c.notices = append(c.notices, notify.Told{Notice: n, To: to})
}

// owners are who answers for a promise: a person who still works here and sees the ticket, else the team.
func (c *change) owners(o promise.Owner, roster people.Roster) []people.ID {
	if _, works := roster.Find(people.ID(o.Person)); works {
		return []people.ID{people.ID(o.Person)}
	}
	team := c.ticket.TeamID
	if o.Team != 0 {
		team = people.TeamID(o.Team)
	}
	return roster.Team(team)
}

// told are the notices of this change, each with those who are not told the same by another.
func (c *change) told() []notify.Told {
	for i, n := range c.notices {
		if n.Kind == notify.Broken {
			c.notices[i].To = slices.DeleteFunc(n.To, func(id people.ID) bool { return c.handsUpTo(id, n.Promise) })
		}
	}
	return c.notices
}

// handsUpTo reports whether somebody is told that a promise has come up to them: that it broke they need not hear twice.
func (c *change) handsUpTo(id people.ID, p *int64) bool {
	return slices.ContainsFunc(c.notices, func(n notify.Told) bool {
		return n.Kind == notify.HandedUp && p != nil && n.Promise != nil && *n.Promise == *p && slices.Contains(n.To, id)
	})
}

// queueDrops takes back the mails of follow-ups that have lost their reason before they left.
func (c *change) queueDrops(batch *pgx.Batch) {
	for _, p := range c.book.Promises {
		was := c.stored[p.ID]
		dropped := p.State == promise.Lapsed || p.State == promise.Withdrawn
		if p.Kind == promise.FollowUp && dropped && was.State == promise.Pending && !p.Posted.IsZero() && p.Left.IsZero() {
			outbox.QueueDrop(batch, int64(p.ID))
		}
	}
}
