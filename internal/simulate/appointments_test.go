package simulate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// calls lets somebody ring, and a member of the staff file the ticket.
func (y *year) calls(ctx context.Context, r *rand.Rand) error {
	n := r.IntN(400)
	k := ticket.Caller{
		Key: cast.Key(), Name: fmt.Sprintf("Customer %d", n), Address: fmt.Sprintf("customer-%d@load.example", n),
		Locale: i18n.Locales[r.IntN(len(i18n.Locales))], Subject: "The lamp is red", Words: "They rang about the lamp.",
	}
	switch r.IntN(3) {
	case 0:
		c := y.commitment(r)
		k.Promise = &c
	case 1:
		a := y.appointment(r)
		k.Agreed = &a
	}
	var filed ticket.Ticket
	done, err := y.do(ctx, "rang", 0, func(ctx context.Context, tx *pg.Tx) (err error) {
		filed, err = ticket.TakeCall(ctx, tx, y.Maja.Acting(), y.Limits, k)
		return err
	})
	if err != nil || !done {
		return err
	}
	y.mu.Lock()
	y.ids = append(y.ids, filed.ID)
	y.mu.Unlock()
	y.isLookedAfter(filed.ID, r)
	y.comesTo(filed.ID, k.Agreed, r)
	return nil
}

// appointment is a call or a visit within the next days, by somebody who may be somewhere else then.
func (y *year) appointment(r *rand.Rand) ticket.Appointment {
	opens := atWork(r, y.now.Add(2*time.Hour+soonOr(r, 6*24*time.Hour)), nil).Truncate(30 * time.Minute).Add(time.Hour)
	a := ticket.Appointment{Kind: promise.Callback, Opens: opens, Closes: opens.Add(30 * time.Minute)}
	if r.IntN(2) == 0 {
		a.Kind, a.Closes, a.Place, a.Owner = promise.Visit, opens.Add(2*time.Hour), "Havnegade 4", promise.Owner{Person: int64(y.Oskar.ID)}
	}
	return a
}

// appoints agrees a call or a visit.
func (y *year) appoints(ctx context.Context, r *rand.Rand, by people.Actor, w ticket.Whole) error {
	a := y.appointment(r)
	done, err := y.do(ctx, "agreed a "+string(a.Kind), w.ID, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Appoint(ctx, tx, by, y.Limits, w.ID, a)
		return err
	})
	if err == nil && done {
		y.comesTo(w.ID, &a, r)
	}
	return err
}

// comesTo plans that the appointment is kept: mostly in its window, sometimes late, now and then never.
func (y *year) comesTo(id ticket.ID, a *ticket.Appointment, r *rand.Rand) {
	if a == nil || r.IntN(8) == 0 {
		return
	}
	at := a.Opens.Add(soonOr(r, 2*a.Closes.Sub(a.Opens)))
	if a.Kind == promise.Visit {
		y.agenda.add(at, y.visits(id))
	} else {
		y.agenda.add(at, y.rings(id))
	}
}

func (y *year) visits(id ticket.ID) act {
	return func(ctx context.Context, r *rand.Rand) error {
		w, err := y.whole(ctx, id)
		if err != nil {
			return err
		}
		p := w.Book().NextVisit()
		if p == nil || p.Opens.After(y.now) {
			return nil
		}
		a := ticket.Arrival{Outcome: []promise.Outcome{promise.Arrived, promise.Arrived, promise.Arrived, promise.NotAtHome, promise.Missed}[r.IntN(5)]}
		if a.Outcome == promise.Arrived && r.IntN(3) == 0 {
			a.At = y.now.Add(-10 * time.Minute)
		}
		return y.changes(ctx, "visited", w, func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Attend(ctx, tx, y.Oskar.Acting(), id, p.ID, a)
		})
	}
}

// rings calls the customer back, and logs the call a while after it began.
func (y *year) rings(id ticket.ID) act {
	return func(ctx context.Context, r *rand.Rand) error {
		w, err := y.whole(ctx, id)
		if err != nil {
			return err
		}
		if w.Book().NextCall() == nil {
			return nil
		}
		err = y.changes(ctx, "rang back", w, func(ctx context.Context, tx *pg.Tx) error { return ticket.BeginCall(ctx, tx, y.Maja.Acting(), id) })
		if err != nil || r.IntN(12) == 0 { // and forgot to log it
			return err
		}
		y.agenda.add(y.now.Add(time.Duration(1+r.IntN(9))*10*time.Minute), y.logs(id))
		return nil
	}
}

func (y *year) logs(id ticket.ID) act {
	return func(ctx context.Context, r *rand.Rand) error {
		w, err := y.whole(ctx, id)
		if err != nil {
			return err
		}
		if r.IntN(15) == 0 {
			return y.changes(ctx, "rang nobody", w, func(ctx context.Context, tx *pg.Tx) error { return ticket.DropCall(ctx, tx, y.Maja.Acting(), id) })
		}
		g := ticket.CallLog{Key: cast.Key(), Outcome: []promise.Outcome{promise.Reached, promise.Reached, promise.NotReached, promise.LeftMessage}[r.IntN(4)], Words: "We talked about the lamp."}
		call := w.Book().NextCall()
		if call != nil {
			g.Keeps = []promise.ID{call.ID}
		}
		if owes := call != nil && w.Book().OwedVisit(call.ID) != nil; owes && r.IntN(4) == 0 {
			g.Drops = true
		} else if g.Outcome != promise.Reached || owes || r.IntN(6) == 0 {
			a := y.appointment(r)
			g.Next = &a
		}
		done, err := y.do(ctx, "logged a call", id, func(ctx context.Context, tx *pg.Tx) error {
			return ticket.LogCall(ctx, tx, y.Maja.Acting(), y.Limits, id, g)
		})
		if err == nil && done {
			y.comesTo(id, g.Next, r)
			if g.Outcome == promise.Reached {
				y.reacts(id, r, promise.Open)
			}
		}
		return err
	}
}
