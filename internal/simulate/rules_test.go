package simulate

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// abroad is where the customers of each language are served from: five zones with clock changes of their own.
var abroad = map[string]string{
	"en": "America/New_York", "sv": "Europe/Stockholm", "da": "Europe/Copenhagen", "pl": "Australia/Sydney", "el": "Europe/Athens",
}

// furnish gives each language a calendar and rules of its own.
func (y *year) furnish(ctx context.Context, r *rand.Rand) error {
	for language, zone := range abroad {
		location, err := time.LoadLocation(zone)
		if err != nil {
			return err
		}
		y.zones[i18n.Locale(language)] = location
		err = y.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
			id, err := sla.AddCalendar(ctx, tx, y.Karin.Acting(), sla.CalendarDraft{Name: "Hours " + language, Zone: zone, Week: y.week(r)})
			if err != nil {
				return err
			}
			d := sla.Draft{
				Name: "Customers " + language, Calendar: int64(id), Rules: sla.DefaultRules(), Why: "They have their own.",
				Conditions: sla.Conditions{{Subject: sla.ByLanguage, Values: []string{language}}},
			}
			for i := range d.Rules.Answer {
				d.Rules.Answer[i] = d.Rules.AnswerWithin
			}
			_, err = sla.Add(ctx, tx, y.Karin.Acting(), d)
			return err
		})
		if err != nil {
			return fmt.Errorf("rules for %s: %w", language, err)
		}
	}
	for range 8 {
		y.agenda.add(newYear.Add(time.Duration(r.IntN(365*24))*time.Hour), y.changesRules)
	}
	return nil
}

// week is a week of working days, some with a pause at noon, some that are open at night.
func (y *year) week(r *rand.Rand) (w calendar.Week) {
	day := []calendar.Span{{From: (7 + r.IntN(3)) * 60, To: (15 + r.IntN(5)) * 60}}
	switch r.IntN(3) {
	case 0:
		day = []calendar.Span{{From: 8 * 60, To: 12 * 60}, {From: 13 * 60, To: 17 * 60}}
	case 1:
		day = append(day, calendar.Span{From: 22 * 60, To: 2 * 60})
	}
	for d := time.Monday; d <= time.Friday; d++ {
		w[d] = day
	}
	return w
}

// changesRules changes a policy or a calendar, mostly for the tickets too that are open, which several hands do and some of them
// are killed at.
func (y *year) changesRules(ctx context.Context, r *rand.Rand) error {
	by := y.Karin.Acting()
	all, err := sla.Policies(ctx, y.DB, by)
	if err != nil {
		return err
	}
	p := all[r.IntN(len(all))]
	_, err = y.do(ctx, "changed the rules", 0, func(ctx context.Context, tx *pg.Tx) error {
		if r.IntN(2) == 0 {
			c, err := sla.CalendarNow(ctx, tx, by, sla.CalendarID(p.Calendar))
			if err != nil {
				return err
			}
			return sla.ChangeCalendar(ctx, tx, by, c.ID, sla.CalendarDraft{Name: c.Name, Zone: c.Zone, Week: y.week(r), Region: c.Region, Was: c.Version})
		}
		d := p.Draft()
		for i := range d.Rules.FirstReply {
			d.Rules.FirstReply[i] = time.Duration(1+r.IntN(16)) * time.Hour
			d.Rules.Update[i] = time.Duration(4+r.IntN(20)) * time.Hour
			d.Rules.Resolution[i] = time.Duration(r.IntN(3)*24) * time.Hour // none, now and then
		}
		d.Rules.Recovery = time.Duration(30+r.IntN(300)) * time.Minute
		d.Rules.HoldPauses, d.Rules.CountsAlways = r.IntN(2) == 0, r.IntN(3) == 0
		d.Rules.Apologies = []promise.ApologyMode{promise.ApologiesAutomatic, promise.ApologiesDrafted, promise.ApologiesOff}[r.IntN(3)]
		_, err := sla.Change(ctx, tx, by, p.ID, d)
		return err
	})
	if err != nil || r.IntN(4) == 0 {
		return err
	}
	var id ticket.BulkID
	if done, err := y.do(ctx, "applied them to open tickets", 0, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, _, err = ticket.BeginRules(ctx, tx, by, p.ID)
		return err
	}); err != nil || !done {
		return err
	}
	return y.applies(ctx, r, id)
}

// applies gives each open ticket its turn, until all had theirs.
func (y *year) applies(ctx context.Context, r *rand.Rand, id ticket.BulkID) error {
	for {
		var step ticket.Step
		kill := r.IntN(10) == 0
		err := y.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) (err error) {
			step, err = ticket.StepBulk(ctx, tx, people.System, id)
			if err == nil && kill {
				err = errKilled
			}
			return err
		})
		switch {
		case errors.Is(err, errKilled):
			y.tally.add("killed")
		case err != nil:
			return err
		case step.Broke != nil:
			return fmt.Errorf("an act over many, at ticket %d: %w", step.Number, step.Broke)
		case !step.More:
			return nil
		}
	}
}

// merges makes one ticket of this one and another that somebody has asked, and sometimes two again.
func (y *year) merges(ctx context.Context, r *rand.Rand, by people.Actor, w ticket.Whole) error {
	other := y.anotherOpen(r, w.ID)
	if other == 0 {
		return nil
	}
	into, err := y.whole(ctx, other)
	if err != nil {
		return err
	}
	done, err := y.do(ctx, "merged", w.ID, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Merge(ctx, tx, by, w.ID, ticket.Merging{Number: into.Number, OtherPerson: true})
		return err
	})
	if err != nil || !done {
		return err
	}
	y.mu.Lock()
	y.touched[other] = true
	y.mu.Unlock()
	y.isLookedAfter(other, r)
	if r.IntN(2) == 0 {
		return nil
	}
	y.agenda.add(y.now.Add(soonOr(r, 20*time.Hour)), func(ctx context.Context, r *rand.Rand) error {
		done, err := y.do(ctx, "took a merging back", w.ID, func(ctx context.Context, tx *pg.Tx) error { return ticket.Unmerge(ctx, tx, by, w.ID) })
		if err == nil && done {
			y.mu.Lock()
			y.touched[other] = true
			y.mu.Unlock()
			y.isLookedAfter(w.ID, r)
		}
		return err
	})
	return nil
}

// anotherOpen is one of the open tickets but this one; 0 where there is none.
func (y *year) anotherOpen(r *rand.Rand, but ticket.ID) ticket.ID {
	y.mu.Lock()
	defer y.mu.Unlock()
	var open []ticket.ID
	for _, id := range y.ids { // in their order, so that a seed draws the same again
		if y.cared[id] && id != but {
			open = append(open, id)
		}
	}
	if len(open) == 0 {
		return 0
	}
	return open[r.IntN(len(open))]
}
