package simulate

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// plansAbsences lets the staff be away now and then: a day or two, or some weeks, with a stand-in or without.
func (y *year) plansAbsences(r *rand.Rand) {
	for range 14 {
		y.agenda.add(newYear.Add(time.Duration(r.IntN(360*24))*time.Hour), y.goesAway)
	}
}

// goesAway enters an absence of somebody's, which some end sooner. Whoever is away already stays so.
func (y *year) goesAway(ctx context.Context, r *rand.Rand) error {
	staff := []people.Person{y.Maja, y.Jonas, y.Ingrid, y.Oskar}
	who := staff[r.IntN(len(staff))]
	p := people.Planned{Begins: y.now.Add(time.Duration(r.IntN(72)) * time.Hour)}
	p.Ends = p.Begins.Add(time.Duration(4+r.IntN(14*24)) * time.Hour)
	if standIn := staff[r.IntN(3)]; standIn.ID != who.ID && r.IntN(3) > 0 {
		p.StandIn = standIn.ID
	}
	var id people.AbsenceID
	entered, err := y.do(ctx, "went away", 0, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.EnterAbsence(ctx, tx, y.Karin.Acting(), who.ID, p)
		return err
	})
	y.agenda.add(y.now.Add(moment), y.minds)
	if err == nil && entered && r.IntN(3) == 0 {
		y.agenda.add(y.now.Add(time.Duration(1+r.IntN(100))*time.Hour), func(ctx context.Context, _ *rand.Rand) error {
			_, err := y.do(ctx, "came back", 0, func(ctx context.Context, tx *pg.Tx) error {
				return ticket.EndAbsence(ctx, tx, y.Karin.Acting(), id)
			})
			y.agenda.add(y.now.Add(moment), y.minds)
			return err
		})
	}
	return err
}

// minds is the worker's net under those who enter an absence and promise something at the same time.
func (y *year) minds(ctx context.Context, _ *rand.Rand) error {
	_, err := y.do(ctx, "minded absences", 0, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.MindAbsences(ctx, tx, people.System, 500)
		return err
	})
	return err
}
