package demo

import (
	"context"
	"fmt"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// goAway lets Nikos have entered a week in which he is not there, with Maja as his stand-in.
func (p *player) goAway(ctx context.Context, tx *pg.Tx) error {
	nikos := p.cast.staff[Nikos]
	week := people.Planned{Begins: Day(12, "00:00").In(p.anchor), Ends: Day(19, "00:00").In(p.anchor), StandIn: p.cast.staff[Maja].ID}
	if _, err := ticket.EnterAbsence(ctx, tx, nikos, nikos.ID, week); err != nil {
		return fmt.Errorf("enter a week's absence: %w", err)
	}
	return nil
}
