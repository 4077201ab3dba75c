package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// standBy puts the supervisors on the duty roster: Ingrid and Nikos have a week each in turn, from Monday morning, and Karin is
// there besides in the night to Saturday, when the line is worked on. In one of his weeks Nikos is away, see [player.goAway].
func (p *player) standBy(ctx context.Context, tx *pg.Tx) error {
	monday := p.anchor.AddDate(0, 0, -int(p.anchor.Weekday()-time.Monday))
	day := func(n int) calendar.Date { return calendar.DateOf(monday.AddDate(0, 0, n)) }
	const morning, evening = 8 * 60, 18 * 60
	karin := p.cast.staff[Karin]
	for _, d := range []people.DutyDraft{
		{Person: p.cast.staff[Ingrid].ID, From: day(0), Until: day(7), Begin: morning, End: morning, EveryWeeks: 2, Times: 6},
		{Person: p.cast.staff[Nikos].ID, From: day(7), Until: day(14), Begin: morning, End: morning, EveryWeeks: 2, Times: 6},
		{Person: karin.ID, From: day(4), Until: day(5), Begin: evening, End: morning},
	} {
		if _, err := people.AddDuties(ctx, tx, karin, p.anchor.Location(), d); err != nil {
			return fmt.Errorf("put the supervisors on the duty roster: %w", err)
		}
	}
	return nil
}
