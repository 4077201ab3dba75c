package simulate

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// turns lets somebody of the staff do one of the things that happen to a ticket now and then. What does not fit the ticket is refused.
func (y *year) turns(ctx context.Context, r *rand.Rand, by people.Actor, w ticket.Whole) error {
	is := func(what string, f func(ctx context.Context, tx *pg.Tx) error) error {
		return y.changes(ctx, what, w, f)
	}
	switch r.IntN(11) {
	case 0:
		return y.handsOver(ctx, r, by, w)
	case 1:
		return is("gave it back", func(ctx context.Context, tx *pg.Tx) error {
			return ticket.GiveBack(ctx, tx, by, y.Limits, w.ID, ticket.GivingBack{Reason: "I am no cable.", Along: agreedOf(w)})
		})
	case 2:
		return is("took it over", func(ctx context.Context, tx *pg.Tx) error {
			return ticket.TakeOver(ctx, tx, by, y.Limits, w.ID, ticket.Taking{Was: w.AssigneeID, Reason: "I was there."})
		})
	case 3:
		status := []promise.Status{promise.Awaiting, promise.OnHold}[r.IntN(2)]
		return is("let it wait", func(ctx context.Context, tx *pg.Tx) error {
			return ticket.SetWaiting(ctx, tx, by, y.Limits, w.ID, ticket.Wait{Status: status, For: "the new modem"})
		})
	case 4:
		day := calendar.DateOf(y.now.AddDate(0, 0, 1+r.IntN(10)))
		return is("looks again", func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.LookAgain(ctx, tx, by, w.ID, ticket.Look{Day: day})
			return err
		})
	case 5:
		if w.Status == promise.Solved {
			return is("opened it again", func(ctx context.Context, tx *pg.Tx) error { return ticket.Reopen(ctx, tx, by, w.ID) })
		}
		return is("solved it without a word", func(ctx context.Context, tx *pg.Tx) error { return ticket.Solve(ctx, tx, by, w.ID) })
	case 6:
		return y.followsUp(ctx, r, by, w)
	case 7:
		return y.callsSpam(ctx, r, by, w)
	case 8:
		return y.outlines(ctx, r, by, w)
	case 9:
		if r.IntN(3) == 0 {
			return is("needs no apology", func(ctx context.Context, tx *pg.Tx) error {
				return ticket.SetAside(ctx, tx, y.Ingrid.Acting(), y.Limits, w.ID, "They know.")
			})
		}
		return is("said sorry", func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Apologise(ctx, tx, by, y.Limits, w.ID, "We are sorry.")
		})
	default:
		return y.isLate(ctx, r, w)
	}
}

// agreedOf are the standing promises of a ticket that were agreed with its customer.
func agreedOf(w ticket.Whole) (ids []promise.ID) {
	for _, p := range w.Book().Pending() {
		if p.Kind.IsAgreed() {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// handsOver gives the ticket to a colleague, mostly with what was agreed; they may be at a visit then.
func (y *year) handsOver(ctx context.Context, r *rand.Rand, by people.Actor, w ticket.Whole) error {
	to := []people.Person{y.Maja, y.Jonas, y.Ingrid, y.temp()}[r.IntN(4)]
	h := ticket.Handing{Was: w.AssigneeID, To: &to.ID}
	if r.IntN(3) > 0 {
		h.Along = agreedOf(w)
	}
	return y.changes(ctx, "handed it over", w, func(ctx context.Context, tx *pg.Tx) error { return ticket.Assign(ctx, tx, by, w.ID, h) })
}

// followsUp writes to a silent customer before the time, or leaves that out.
func (y *year) followsUp(ctx context.Context, r *rand.Rand, by people.Actor, w ticket.Whole) error {
	for _, p := range w.Book().Pending() {
		if p.Kind != promise.FollowUp {
			continue
		}
		if r.IntN(2) == 0 {
			return y.changes(ctx, "followed up sooner", w, func(ctx context.Context, tx *pg.Tx) error { return ticket.SendFollowUp(ctx, tx, by, w.ID, p.ID) })
		}
		return y.changes(ctx, "left a message out", w, func(ctx context.Context, tx *pg.Tx) error { return ticket.SkipFollowUp(ctx, tx, by, w.ID, p.ID) })
	}
	return nil
}

// callsSpam shuts the ticket, which is mostly found to be wrong within the days in which it can be undone.
func (y *year) callsSpam(ctx context.Context, r *rand.Rand, by people.Actor, w ticket.Whole) error {
	done, err := y.do(ctx, "called it spam", w.ID, func(ctx context.Context, tx *pg.Tx) error { return ticket.CallSpam(ctx, tx, by, w.ID, ticket.Spam{}) })
	if err != nil || !done || r.IntN(4) == 0 {
		return err
	}
	y.agenda.add(y.now.Add(soonOr(r, 32*24*time.Hour)), func(ctx context.Context, r *rand.Rand) error {
		done, err := y.do(ctx, "found it is no spam", w.ID, func(ctx context.Context, tx *pg.Tx) error { return ticket.NotSpam(ctx, tx, by, w.ID) })
		if err == nil && done {
			y.isLookedAfter(w.ID, r)
		}
		return err
	})
	return nil
}

// outlines writes how we understand the problem; the customer may say that it is so, or that it is not quite.
func (y *year) outlines(ctx context.Context, r *rand.Rand, by people.Actor, w ticket.Whole) error {
	o := ticket.Outlining{Part: ticket.Understanding, Body: "The line is dead since Monday."}
	if was := w.Outline(ticket.Understanding); was != nil {
		o.Seen, o.Body = was.ID, "The line is dead, and the lamp is red."
	}
	done, err := y.do(ctx, "wrote how we understand it", w.ID, func(ctx context.Context, tx *pg.Tx) error { return ticket.WriteOutline(ctx, tx, by, w.ID, o) })
	if err != nil || !done || r.IntN(3) == 0 {
		return err
	}
	y.agenda.add(y.now.Add(soonOr(r, 5*24*time.Hour)), y.readsOutline(w.ID))
	return nil
}

func (y *year) readsOutline(id ticket.ID) act {
	return func(ctx context.Context, r *rand.Rand) error {
		w, err := y.whole(ctx, id)
		if err != nil {
			return err
		}
		stands := w.Outline(ticket.Understanding)
		if stands == nil {
			return nil
		}
		customer, err := people.Get(ctx, y.DB, w.RequesterID)
		if err != nil {
			return err
		}
		by := customer.HoldingLink(int64(id))
		if r.IntN(2) == 0 {
			return y.changes(ctx, "said that is right", w, func(ctx context.Context, tx *pg.Tx) error { return ticket.SayRight(ctx, tx, by, id, stands.ID) })
		}
		on := id
		done, err := y.do(ctx, "said not quite", id, func(ctx context.Context, tx *pg.Tx) (err error) {
			on, err = ticket.Write(ctx, tx, by, y.Limits, id, ticket.Letter{Key: cast.Key(), Body: "Since Sunday.", Corrects: stands.ID})
			return err
		})
		if err == nil && done {
			y.isLookedAfter(on, r)
		}
		return err
	}
}

// isLate lets whoever comes next to this customer say that they are late, and by how much.
func (y *year) isLate(ctx context.Context, r *rand.Rand, w ticket.Whole) error {
	p := w.Book().NextVisit()
	if p == nil {
		return nil
	}
	minutes := []int{10, 20, 40}[r.IntN(3)]
	y.agenda.add(p.Opens.Add(-time.Duration(r.IntN(40))*time.Minute), func(ctx context.Context, _ *rand.Rand) error {
		return y.changes(ctx, "said they are late", w, func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.SayLate(ctx, tx, y.Oskar.Acting(), w.ID, p.ID, minutes)
			return err
		})
	})
	return nil
}

// temp is whoever helps out now; Jonas, while nobody does.
func (y *year) temp() people.Person {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.helper.ID == 0 {
		return y.Jonas
	}
	return y.helper
}

// plansHelpers lets somebody help out for some weeks now and then, who leaves with what is theirs by then.
func (y *year) plansHelpers(r *rand.Rand, tickets int) {
	for month := range min(6, 1+tickets/25) {
		from := newYear.AddDate(0, 2*month, r.IntN(20))
		y.agenda.add(from, func(ctx context.Context, r *rand.Rand) error {
			hired := y.Hires(people.Agent, "Tove")
			err := y.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return people.Join(ctx, tx, y.Team, hired.ID) })
			y.mu.Lock()
			y.helper = hired
			y.mu.Unlock()
			y.tally.add("came to help out")
			y.agenda.add(y.now.Add(time.Duration(5+r.IntN(30))*24*time.Hour), func(ctx context.Context, _ *rand.Rand) error {
				_, err := y.do(ctx, "left", 0, func(ctx context.Context, tx *pg.Tx) error {
					return ticket.OwnerLeft(ctx, tx, y.Karin.Acting(), hired.ID)
				})
				y.mu.Lock()
				y.helper = people.Person{}
				y.mu.Unlock()
				return err
			})
			return err
		})
	}
}
