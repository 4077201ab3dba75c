package ticket

import (
	"context"
	"slices"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// Take makes the actor the owner of a ticket that nobody owns. Of two who take at once one gets it, and the
// other is told who did.
func Take(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	return take(ctx, tx, by, id, "")
}

// take is Take; how says by which way they came to it.
func take(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, how string) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if owner := c.ticket.AssigneeID; owner != nil && *owner != by.ID {
		if how == byNext && c.book.PickUp(int64(by.ID)) { // its owner is away and stays its owner: what falls due meanwhile is the asker's
			return c.settle(ctx, tx)
		}
		other, err := people.Get(ctx, tx, *owner)
		if err != nil {
			return err
		}
		return fault.Conflict("fault.taken").By(other.Name)
	}
	if c.ticket.AssigneeID == nil {
		c.assign(&by.ID, how)
		c.handOver(nil)
	}
	return c.settle(ctx, tx)
}

// Handing says to whom a ticket goes.
type Handing struct {
	To    *people.ID   // nil: back to the team
	Was   *people.ID   // the owner that stood on the page; somebody else's choice since is not overrun
	Along []promise.ID // the commitments that go along
}

// Assign gives a ticket to a person, or back to its team. Its target promises go along, and the agreed ones that
// are named (rule 14).
func Assign(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, h Handing) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	var here []people.ID
	if h.To != nil {
		var err error
		if here, err = people.Stay(ctx, tx, *h.To, by.ID); err != nil {
			return err
		}
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if !same(c.ticket.AssigneeID, h.Was) {
		return c.taken(ctx, tx)
	}
	if h.To != nil {
		if !slices.Contains(here, *h.To) {
			return fault.Invalid("fault.owner").On("owner")
		}
		to, err := people.Get(ctx, tx, *h.To)
		if err != nil {
			return err
		}
		if err := canBeGiven(ctx, tx, to, c.ticket.TeamID); err != nil {
			return err
		}
	}
	if !same(c.ticket.AssigneeID, h.To) {
		c.assign(h.To, "")
	}
	c.handOver(h.Along)
	return c.settleBooked(ctx, tx, c.named(h.Along)...)
}

// named are the promises that stand behind some numbers.
func (c *change) named(ids []promise.ID) []*promise.Promise {
	var all []*promise.Promise
	for _, id := range ids {
		all = append(all, c.book.Standing(id))
	}
	return all
}

// taken tells that the owner changed since the page was opened.
func (c *change) taken(ctx context.Context, tx *pg.Tx) error {
	if c.ticket.AssigneeID == nil {
		return fault.Conflict("fault.given_back")
	}
	other, err := people.Get(ctx, tx, *c.ticket.AssigneeID)
	if err != nil {
		return err
	}
	return fault.Conflict("fault.taken").By(other.Name)
}

// assign gives the ticket to somebody, and tells them unless they did it themselves.
func (c *change) assign(to *people.ID, how string) {
	kind := event.TicketAssigned
	if to == nil {
		kind = event.TicketReleased
	}
	c.record(event.Event{Kind: kind, PersonID: to, Became: how})
	if to != nil && *to != c.by.ID {
		n := notify.Notice{Kind: notify.Assigned, Ticket: int64(c.ticket.ID), Actor: c.actor()}
		c.notices = append(c.notices, notify.Told{Notice: n, To: []people.ID{*to}})
	}
	c.own(to)
}

// own makes somebody the owner; from one person to another it is a hand-over, and counted.
func (c *change) own(to *people.ID) {
	if to != nil && c.ticket.AssigneeID != nil && *to != *c.ticket.AssigneeID {
		c.ticket.HandOvers++
	}
	if was := c.ticket.AssigneeID; was != nil && !same(was, to) {
		c.rid = append(c.rid, *was)
	}
	c.ticket.AssigneeID = to
}

// Taking is why a supervisor takes a ticket over, and from whom.
type Taking struct {
	Was    *people.ID // the owner that stood on the page; of two who press at once one has the ticket, and the other is told
	Reason string
}

// TakeOver makes a supervisor the owner of somebody's ticket, with a reason that the staff reads.
func TakeOver(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, t Taking) error {
	if err := by.May(people.Supervise, int64(id)); err != nil {
		return err
	}
	if err := fault.Join(field.Required("reason", t.Reason, l.Subject)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if same(c.ticket.AssigneeID, &by.ID) {
		return fault.Conflict("fault.yours_already")
	}
	if !same(c.ticket.AssigneeID, t.Was) {
		return c.taken(ctx, tx)
	}
	e := event.Event{Kind: event.TakenOver, PersonID: &by.ID, Became: field.Line(t.Reason)}
	if was := c.ticket.AssigneeID; was != nil {
		old, err := people.Get(ctx, tx, *was)
		if err != nil {
			return err
		}
		e.Was = old.Name
		n := notify.Notice{Kind: notify.TakenOver, Ticket: int64(id), Actor: &by.ID}
		c.notices = append(c.notices, notify.Told{Notice: n, To: []people.ID{*was}})
	}
	c.record(e)
	c.own(&by.ID)
	c.handOver(nil)
	return c.settle(ctx, tx)
}

func same(a, b *people.ID) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// SetTeam gives a ticket to another team. Until somebody owns it, the team's promises go along. Whoever owned something of
// it and does not see the other team's tickets owns it no more. Any team may be chosen, also one whose tickets the actor
// does not see: they have lost sight of it then.
func SetTeam(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, team people.TeamID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if _, err := people.GetTeam(ctx, tx, team); err != nil {
		if fault.Is(err, fault.KindNotFound) {
			return fault.Invalid("fault.team").On("team")
		}
		return err
	}
	if team != c.ticket.TeamID {
		old, err := people.GetTeam(ctx, tx, c.ticket.TeamID)
		if err != nil {
			return err
		}
		c.record(event.Event{Kind: event.TeamChanged, TeamID: &team, Was: old.Name})
		c.ticket.TeamID, c.book.Team = team, int64(team)
		if err := c.leaveOut(ctx, tx); err != nil {
			return err
		}
		c.handOver(nil)
		if err := c.rematch(ctx, tx); err != nil {
			return err
		}
	}
	return c.settle(ctx, tx)
}

// SetPriority serves a ticket under another priority's targets (rule 4). A time that the customer knew and that
// changes is told anew.
func SetPriority(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, to sla.Priority) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	if !to.Valid() {
		return fault.Invalid("fault.priority").On("priority")
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if to == c.ticket.Priority {
		return c.settle(ctx, tx)
	}
	c.record(event.Event{Kind: event.PriorityChanged, Was: string(c.ticket.Priority), Became: string(to)})
	c.ticket.Priority = to
	if err := c.rematch(ctx, tx); err != nil {
		return err
	}
	return c.settle(ctx, tx)
}
