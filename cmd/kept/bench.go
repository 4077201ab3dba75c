package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/load"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

type benchCommand struct {
	Load benchLoadCommand `cmd:"" help:"Fill an empty database with made-up tickets, for measuring."`
}

type benchLoadCommand struct {
	config.Common
	Tickets int    `name:"tickets" required:"" help:"How many tickets."`
	Seed    uint64 `name:"seed" default:"1" help:"The same seed makes the same tickets."`
}

// Run loads the tickets.
func (c benchLoadCommand) Run(ctx context.Context) error {
	if c.Tickets < 10 {
		return errors.New("ten tickets at least")
	}
	return withOwner(ctx, c.Common, func(ctx context.Context, db *pg.DB, _ string) error {
		password, err := people.HashPassword(ctx, load.Password)
		if err != nil {
			return err
		}
		begin, told := time.Now(), time.Now()
		err = load.Load(ctx, db, load.Order{Tickets: c.Tickets, Seed: c.Seed, Password: password, Told: func(done int) {
			if time.Since(told) > 10*time.Second {
				told = time.Now()
				c.Logger().Info("loading", "tickets", done, "of", c.Tickets)
			}
		}})
		if err != nil {
			return err
		}
		fmt.Printf("%d tickets in %s; sign in as agent-1@load.example, supervisor-1@load.example or admin-1@load.example, password %s\n",
			c.Tickets, time.Since(begin).Round(time.Second), load.Password)
		return nil
	})
}
