package simulate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// newQuestion is when in the year somebody asks: mostly by day, sometimes at night and at the weekend.
func (y *year) newQuestion(r *rand.Rand) time.Time {
	at := newYear.Add(time.Duration(r.IntN(365)) * 24 * time.Hour)
	if r.IntN(5) == 0 {
		return at.Add(time.Duration(r.IntN(24*60)) * time.Minute)
	}
	return at.Add(time.Duration(7*60+r.IntN(11*60)) * time.Minute)
}

func (y *year) asks(ctx context.Context, r *rand.Rand) error {
	n := r.IntN(400)
	locale := i18n.Locales[r.IntN(len(i18n.Locales))]
	q := ticket.Question{
		Key: cast.Key(), Name: fmt.Sprintf("Customer %d", n), Address: fmt.Sprintf("customer-%d@load.example", n), Locale: locale,
		Subject: "No internet", Body: "Please help.",
	}
	var id ticket.ID
	done, err := y.do(ctx, "asked", 0, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.Ask(ctx, tx, people.Actor{}, y.Limits, q)
		return err
	})
	if err != nil || !done {
		return err
	}
	y.mu.Lock()
	y.ids = append(y.ids, id)
	y.served[id] = y.zones[locale]
	y.mu.Unlock()
	y.isLookedAfter(id, r)
	if r.IntN(8) == 0 {
		y.agenda.add(y.now.Add(soonOr(r, 30*time.Hour)), y.customer(id, "writes"))
	}
	return nil
}

// reacts plans what a customer does about what they were told.
func (y *year) reacts(id ticket.ID, r *rand.Rand, s promise.Status) {
	what, chance := "writes", r.IntN(100)
	var within time.Duration
	switch s {
	case promise.Awaiting:
		if chance >= 55 {
			return // silent
		}
		within = 6 * 24 * time.Hour
	case promise.Solved:
		within = 4 * 24 * time.Hour
		switch {
		case chance < 25:
			what = "confirms"
		case chance < 37:
			what = "says not yet"
		case chance < 45:
		case chance < 52:
			within = 40 * 24 * time.Hour // comes back, perhaps after it was closed
		default:
			return
		}
	default:
		if chance >= 12 {
			return
		}
		within = 40 * time.Hour
	}
	y.agenda.add(y.now.Add(soonOr(r, within)), y.customer(id, what))
}

func (y *year) customer(id ticket.ID, what string) act {
	return func(ctx context.Context, r *rand.Rand) error {
		w, err := y.whole(ctx, id)
		if err != nil {
			return err
		}
		p, err := people.Get(ctx, y.DB, w.RequesterID)
		if err != nil {
			return err
		}
		by := p.HoldingLink(int64(id))
		on := id
		letter := ticket.Letter{Key: cast.Key(), Body: "Still nothing.", NotYet: what == "says not yet"}
		if letter.NotYet {
			letter.Body = ""
		}
		counted := map[string]string{"writes": "wrote", "says not yet": "said not yet", "confirms": "confirmed"}[what]
		done, err := y.do(ctx, counted, id, func(ctx context.Context, tx *pg.Tx) (err error) {
			if what == "confirms" {
				return ticket.Confirm(ctx, tx, by, id)
			}
			on, err = ticket.Write(ctx, tx, by, y.Limits, id, letter)
			return err
		})
		if err != nil || !done {
			return err
		}
		if on != id {
			y.tally.add("came back too late for the old ticket")
			y.mu.Lock()
			if !slices.Contains(y.ids, on) { // a merged ticket's mail arrives on the one that stays
				y.ids = append(y.ids, on)
			}
			y.mu.Unlock()
		}
		if what != "confirms" {
			y.isLookedAfter(on, r)
		}
		return nil
	}
}

// soonOr is a time that is mostly short and at most as long as is said.
func soonOr(r *rand.Rand, most time.Duration) time.Duration {
	share := r.Float64()
	return max(moment, time.Duration(share*share*float64(most)))
}
