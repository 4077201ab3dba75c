package ticket

import (
	"context"
	"encoding/json"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// BeginCall notes that somebody dials the customer: until the call is logged, an hour at most, nothing breaks that it would
// keep.
func BeginCall(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if other := c.ticket.CallingID; other != nil && *other != by.ID && c.isCalling(tx.Now) {
		return c.callsAlready(ctx, tx, *other)
	}
	if c.ticket.CallingID != nil && *c.ticket.CallingID == by.ID && c.isCalling(tx.Now) { // pressed twice
		return c.settle(ctx, tx)
	}
	c.book.BeginCall()
	c.ticket.CallingID = &by.ID
	c.record(event.Event{Kind: event.CallBegun})
	return c.settle(ctx, tx)
}

// longestCall is how long a call that was begun is taken to run.
const longestCall = time.Hour

func (c *change) isCalling(now time.Time) bool { return c.ticket.IsCalling(now) }

// IsCalling reports whether a call runs that somebody has begun. One that was never logged is taken to have ended.
func (t Ticket) IsCalling(now time.Time) bool {
	return t.CallingSince != nil && now.Sub(*t.CallingSince) <= longestCall
}

func (c *change) callsAlready(ctx context.Context, tx *pg.Tx, who people.ID) error {
	other, err := people.Get(ctx, tx, who)
	if err != nil {
		return err
	}
	return fault.Conflict("kinds.fault.calling").By(other.Name)
}

// DropCall takes back a call that was begun and never made. One that runs is its caller's to take back.
func DropCall(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if other := c.ticket.CallingID; other != nil && *other != by.ID && c.isCalling(tx.Now) {
		return c.callsAlready(ctx, tx, *other)
	}
	if c.ticket.CallingSince != nil {
		c.book.DropCall()
		c.record(event.Event{Kind: event.CallDropped})
	}
	return c.settle(ctx, tx)
}

// CallLog is what became of a call.
type CallLog struct {
	Key     string // made by the form
	Outcome promise.Outcome
	Words   string       // what was said. A customer who was reached reads it
	Keeps   []promise.ID // the callback that it was, and commitments that it kept by saying so
	Next    *Appointment // the next call, or what was agreed; nil: nothing
	Drops   bool         // a new time for an owed visit is not wanted
}

// check looks at what the log says. A call that did not reach the customer asks for the next one; one that was to find a new
// time for a visit says which.
func (g CallLog) check(ctx context.Context, tx *pg.Tx, c *change, l Limits) error {
	switch g.Outcome {
	case promise.Reached, promise.NotReached, promise.LeftMessage:
	default:
		return fault.Join(fault.Invalid("kinds.fault.outcome").On("outcome"))
	}
	if err := fault.Join(field.Optional("words", g.Words, l.Text)); err != nil {
		return err
	}
	finds := false
	for _, p := range g.Keeps {
		if c.book.Standing(p) == nil {
			return fault.Conflict("fault.promise_ended")
		}
		finds = finds || c.book.OwedVisit(p) != nil
	}
	if finds && g.Next == nil && !g.Drops {
		return fault.Join(fault.Invalid("kinds.fault.new_time").On("next"))
	}
	if g.Drops && finds && g.Outcome != promise.Reached {
		return fault.Join(fault.Invalid("kinds.fault.drop").On("next"))
	}
	if g.Next != nil {
		return g.Next.check(ctx, tx, c, l)
	}
	return nil
}

// digest is all that a log says and does, and where: a form that is sent again with another time, or for another callback, is not the same
// call, and nobody is told that it was written down.
func (g CallLog) digest(form string, id ID) ([]byte, error) {
	g.Key, g.Words = "", field.Block(g.Words)
	does, err := json.Marshal(g)
	if err != nil {
		return nil, err
	}
	return digest(nil, form, id.digits(), string(does)), nil
}

// LogCall writes down a call. It keeps what it names, counted from its begin; one that reached the customer counts as a public
// message and answers what stood there when it was begun (rule 13).
func LogCall(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, g CallLog) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	content, err := g.digest("call", id)
	if err != nil {
		return err
	}
	earlier, err := before(ctx, tx, g.Key, content)
	if err != nil || earlier != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if err := g.check(ctx, tx, c, l); err != nil {
		return err
	}
	if g.Outcome == promise.Reached && c.ticket.AssigneeID == nil {
		c.assign(&by.ID, "")
		c.handOver(nil)
	}
	m, made, err := c.logCall(ctx, tx, g)
	if err != nil {
		return err
	}
	c.remember(tx.Now, g.Key, content, m)
	return c.settleBooked(ctx, tx, made...)
}

// logCall writes the log as a message, and lets the book take it. It returns what was agreed in the call. What somebody else began runs
// on, and what was begun and never logged is another call than this.
func (c *change) logCall(ctx context.Context, tx *pg.Tx, g CallLog) (MessageID, []*promise.Promise, error) {
	if err := c.publishLast(ctx, tx); err != nil {
		return 0, nil, err
	}
	begun, others := &tx.Now, false
	if c.isCalling(tx.Now) {
		if others = !same(c.ticket.CallingID, &c.by.ID); !others {
			begun = c.ticket.CallingSince
		}
	}
	said := called
	m := message{Author: c.by.ID, ByStaff: true, Audience: Internal, Said: &said, Body: g.Words, Phone: true}
	call := promise.Call{Outcome: g.Outcome, Begun: *begun, GoesOn: others, Keeps: g.Keeps, Drops: g.Drops}
	if g.Outcome == promise.Reached {
		var err error
		m.Audience = Public
		if m.Seen, err = newestAt(ctx, tx, c.ticket.ID, *begun); err != nil {
			return 0, nil, err
		}
		if call.Still, err = unansweredAfter(ctx, tx, c.ticket.ID, m.Seen); err != nil {
			return 0, nil, err
		}
	}
	if g.Next != nil {
		call.Next = []promise.Offer{g.Next.offer(c.by.ID)}
	}
	id, err := c.write(ctx, tx, m)
	if err != nil {
		return 0, nil, err
	}
	c.record(event.Event{Kind: event.CallLogged, Became: string(g.Outcome), WasAt: begun, MessageID: orNil(int64(id))})
	made := c.book.LogCall(call)
	for _, p := range made {
		c.post(outbox.Letter{Kind: outbox.Promised, Automatic: true}, p)
	}
	return id, made, nil
}

// newestAt is the number of the newest message that stood on the ticket at an instant, 0 if none did.
func newestAt(ctx context.Context, tx *pg.Tx, id ID, at time.Time) (MessageID, error) {
	var m MessageID
	err := tx.QueryRow(ctx, `select coalesce(max(id), 0) from messages where ticket_id = $1 and created_at <= $2`, id, at).Scan(&m)
	return m, wrap("look what stood there when the call was begun", err)
}
