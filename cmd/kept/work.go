package main

import (
	"context"

	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/work"
)

type workCommand struct{ config.Work }

// Run works until it is told to stop.
func (c workCommand) Run(ctx context.Context) error {
	if err := c.Check(); err != nil {
		return err
	}
	if err := i18n.Check(); err != nil {
		return err
	}
	log := c.Logger()
	return withDatabase(ctx, c.Common, func(ctx context.Context, db *pg.DB, _ string) error {
		desk, err := people.TheDesk(ctx, db)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
		sender, err := newSender(c.Mail, db, desk.IsDemo)
		if err != nil {
			return err
		}
		base, err := (config.Web{BaseURL: c.BaseURL}).Base()
		if err != nil {
			return err
		}
		workers, err := work.Start(ctx, db, work.Options{Sender: sender, From: fromAddress(c.Mail, desk.IsDemo), Domain: c.Domain(), BaseURL: base, Log: log})
		if err != nil {
			return err
		}
		log.Info("working")
		<-ctx.Done()
		log.Info("stopping")
		stopWorkers(workers, log)
		return nil
	})
}
