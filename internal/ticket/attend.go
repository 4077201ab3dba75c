package ticket

import (
	"context"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Arrival is how a visit went.
type Arrival struct {
	Outcome promise.Outcome // promise.Arrived, promise.NotAtHome or promise.Missed
	At      time.Time       // when somebody came, as it is entered; zero: now
}

// Attend writes down how a visit went. Who came by the end of the window kept it, however late that is entered; nobody at home
// is kept too (kind visit).
func Attend(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, p promise.ID, a Arrival) error {
	c, visit, err := beginVisit(ctx, tx, by, id, p)
	if err != nil {
		return err
	}
	if err := c.publishLast(ctx, tx); err != nil {
		return err
	}
	if a.At.IsZero() {
		a.At = tx.Now
	}
	switch {
	case visit.State == promise.Kept && visit.Outcome == a.Outcome, visit.State == promise.Broken && a.Outcome == promise.Missed: // pressed twice, or known by now
		return c.settle(ctx, tx)
	case a.At.After(tx.Now) || a.At.Before(visit.Started):
		return fault.Join(fault.Invalid("kinds.fault.arrival").On("at"))
	}
	if err := tooEarly(visit, a); err != nil {
		return err
	}
	switch a.Outcome {
	case promise.Missed:
		if !c.book.Miss(p) {
			return fault.Conflict("kinds.fault.too_early")
		}
	case promise.Arrived, promise.NotAtHome:
		if c.book.Came(p, a.At, a.Outcome) == nil {
			return fault.Conflict("fault.promise_ended")
		}
		if a.Outcome == promise.NotAtHome {
			if err := c.tellNobodyHome(ctx, tx, p); err != nil {
				return err
			}
		}
	default:
		return fault.Join(fault.Invalid("kinds.fault.outcome").On("outcome"))
	}
	return c.settle(ctx, tx)
}

// tellNobodyHome tells whoever owns the ticket, or else its team, that another time has to be found: the visit is kept, and nothing
// late would remind them.
func (c *change) tellNobodyHome(ctx context.Context, tx *pg.Tx, visit promise.ID) error {
	roster, err := c.roster(ctx, tx)
	if err != nil {
		return err
	}
	n := notify.Notice{Kind: notify.NobodyHome, Ticket: int64(c.ticket.ID), Promise: orNil(int64(visit)), Actor: &c.by.ID}
	c.notices = append(c.notices, notify.Told{Notice: n, To: c.owners(c.book.Owner, roster)})
	return nil
}

// Delays are how many minutes later than its window somebody may say in one press that they come.
var Delays = [...]int{10, 20, 40}

// SayLate tells the customer by mail and page that somebody comes some minutes later than the window opens, or later than
// now where it has opened. The promise stays as it is.
func SayLate(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, p promise.ID, minutes int) (time.Time, error) {
	c, visit, err := beginVisit(ctx, tx, by, id, p)
	if err != nil {
		return time.Time{}, err
	}
	if visit.State != promise.Pending {
		return time.Time{}, fault.Conflict("fault.promise_ended")
	}
	if minutes < 1 || minutes > 240 {
		return time.Time{}, fault.Join(fault.Invalid("kinds.fault.minutes").On("minutes"))
	}
	from := visit.Opens
	if tx.Now.After(from) {
		from = tx.Now
	}
	at := from.Add(time.Duration(minutes) * time.Minute).Truncate(time.Minute)
	const said = `select exists (select from events where ticket_id = $1 and promise_id = $2 and kind = $3 and became_at = $4)`
	var isSaid bool
	if err := tx.QueryRow(ctx, said, id, visit.ID, event.VisitDelayed, at).Scan(&isSaid); err != nil {
		return at, wrap("look whether they were told so", err)
	}
	if isSaid { // pressed twice
		return at, c.settle(ctx, tx)
	}
	c.record(event.Event{Kind: event.VisitDelayed, PromiseID: orNil(int64(visit.ID)), WasAt: pointerTo(visit.Opens), BecameAt: &at, Became: strconv.Itoa(minutes)})
	c.post(outbox.Letter{Kind: outbox.Delayed, Automatic: true, WasAt: &at}, visit)
	return at, c.settle(ctx, tx)
}

// beginVisit begins a change of somebody's visit: whoever works the desk may, and whose visit it is.
func beginVisit(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, p promise.ID) (*change, *promise.Promise, error) {
	if !by.Can(people.Work, int64(id)) {
		if err := by.May(people.Attend, int64(id)); err != nil {
			return nil, nil, err
		}
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return nil, nil, err
	}
	visit := c.book.Get(p)
	if visit == nil || visit.Kind != promise.Visit || !by.Can(people.Work, int64(id)) && visit.Owner.Person != int64(by.ID) {
		return nil, nil, fault.NotFound()
	}
	return c, visit, nil
}
