package demo

import (
	"context"
	"fmt"
	"math"

	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// readBells lets everybody who has a desk look through what their bell told them the day before; what stands there at
// the anchor is of the anchor's day.
func (p *player) readBells(ctx context.Context, tx *pg.Tx) error {
	for _, who := range Crew() {
		by := p.cast.staff[who.Key]
		if !by.Can(people.ReadDesk, 0) {
			continue
		}
		if err := notify.ReadAll(ctx, tx, by, math.MaxInt64); err != nil {
			return fmt.Errorf("read the bell of %s: %w", who.Name, err)
		}
	}
	return p.mailNotices(ctx, tx)
}

// mailNotices posts what people have not read in the app, as the worker does.
func (p *player) mailNotices(ctx context.Context, tx *pg.Tx) error {
	policy, err := sla.Default(ctx, tx)
	if err != nil {
		return err
	}
	terms, err := sla.Terms(ctx, tx, policy, sla.Normal)
	if err != nil {
		return err
	}
	if _, err := notify.MailDue(ctx, tx, terms.Calendar); err != nil {
		return err
	}
	return p.deliver(ctx, tx)
}
