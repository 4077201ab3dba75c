package ticket

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// longestWindow is how long the window of an appointment may be: a day on which somebody waits.
const longestWindow = 12 * time.Hour

// inTwoPlaces is the constraint of the table that keeps a technician's visits apart.
const inTwoPlaces = "promises_nobody_in_two_places"

// Appointment is a call or a visit to be agreed, for a window.
type Appointment struct {
	Kind   promise.Kind // promise.Callback or promise.Visit
	Words  string       // what it is about; may be empty
	Opens  time.Time
	Closes time.Time
	Place  string // of a visit: where
	Bring  string // of a visit: what is to be brought along
	Owner  promise.Owner
}

// check looks at the window, the words and the owner.
func (a Appointment) check(ctx context.Context, tx *pg.Tx, c *change, l Limits) error {
	if !a.Kind.IsAppointment() {
		return fault.Invalid("fault.status").On("kind")
	}
	var place *fault.Error
	if a.Kind == promise.Visit {
		place = field.Required("place", a.Place, l.Subject)
	}
	wrong := fault.Join(checkWindow(a.Opens, a.Closes, tx.Now), field.Optional("words", a.Words, l.Subject), place, field.Optional("bring", a.Bring, l.Subject))
	if wrong != nil {
		return wrong
	}
	return c.checkOwner(ctx, tx, a.Owner)
}

func checkWindow(opens, closes, now time.Time) *fault.Error {
	switch {
	case !closes.After(now):
		return fault.Invalid("fault.time_passed").On("due").When(now)
	case closes.Sub(now) > longestAhead:
		return fault.Invalid("fault.too_far").On("due")
	case !opens.Before(closes):
		return fault.Invalid("kinds.fault.inverted").On("to")
	case closes.Sub(opens) > longestWindow:
		return fault.Invalid("kinds.fault.long").On("to")
	}
	return nil
}

func (a Appointment) offer(by people.ID) promise.Offer {
	o := promise.Offer{Kind: a.Kind, Words: field.Line(a.Words), Opens: a.Opens, Due: a.Closes, Owner: a.Owner, By: int64(by)}
	if a.Kind == promise.Visit {
		o.Place, o.Bring = field.Line(a.Place), field.Line(a.Bring)
	}
	return o
}

// Appoint agrees a call or a visit; the customer is told of it by page and mail. A technician who is at another visit then is
// refused at the field. What still stands in the same words is not agreed twice.
func Appoint(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, a Appointment) (promise.ID, error) {
	if err := by.May(people.Work, int64(id)); err != nil {
		return 0, err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return 0, err
	}
	return c.appoint(ctx, tx, by, l, a)
}

func (c *change) appoint(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, a Appointment) (promise.ID, error) {
	if err := a.check(ctx, tx, c, l); err != nil {
		return 0, err
	}
	if same := c.agreed(a.offer(by.ID)); same != nil {
		return same.ID, c.settle(ctx, tx)
	}
	if c.ticket.AssigneeID == nil {
		c.assign(&by.ID, "")
		c.handOver(nil)
	}
	made := c.book.Promise(a.offer(by.ID))
	c.post(outbox.Letter{Kind: outbox.Promised, Automatic: true}, made)
	if err := c.settleBooked(ctx, tx, made); err != nil {
		return 0, err
	}
	return made.ID, nil
}

// agreed is the pending appointment that says what o says; nil if there is none.
func (c *change) agreed(o promise.Offer) *promise.Promise {
	for _, p := range c.book.Pending() {
		if p.Kind == o.Kind && p.MadeBy == o.By && p.Words == o.Words && p.Opens.Equal(o.Opens) && p.Due.Equal(o.Due) &&
			(p.Whose() == o.Owner || o.Owner == promise.Owner{}) {
			return p
		}
	}
	return nil
}

// settleBooked settles a change that books somebody's time. Of two who book the same one the table lets the first have it; they stand
// in line for the owner, for two who wait for each other's row in the table would both be ended.
func (c *change) settleBooked(ctx context.Context, tx *pg.Tx, made ...*promise.Promise) error {
	name := ""
	for _, p := range made {
		if p == nil || p.Kind != promise.Visit || p.Owner.Person == 0 {
			continue
		}
		owner, err := people.Get(ctx, tx, people.ID(p.Owner.Person))
		if err != nil {
			return err
		}
		name = owner.Name
		if err := standInLine(ctx, tx, p.Owner.Person); err != nil {
			return err
		}
	}
	err := c.settle(ctx, tx)
	if pg.Constraint(err) == inTwoPlaces {
		return fault.Join(fault.Invalid("kinds.fault.booked").On("owner").By(name))
	}
	return err
}
