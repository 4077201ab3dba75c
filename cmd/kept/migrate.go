package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/migrations"
)

type migrateCommand struct {
	Up     migrateUpCommand     `cmd:"" help:"Run every migration that the database does not have yet. serve does it by itself."`
	Down   migrateDownCommand   `cmd:"" help:"Take back the newest migrations. What stood in their tables is lost."`
	Status migrateStatusCommand `cmd:"" help:"Say where the database stands."`
}

type migrateUpCommand struct{ config.Common }

// Run migrates to the newest version, and grants the running role what it needs.
func (c migrateUpCommand) Run(ctx context.Context) error {
	return withSchema(ctx, c.Common, func(ctx context.Context, d *database, log *slog.Logger) error { return d.migrate(ctx, log) })
}

type migrateDownCommand struct {
	config.Common
	Steps int  `name:"steps" default:"1" help:"How many versions to take back."`
	Yes   bool `name:"yes" help:"Really do it: what stood in those tables is lost."`
}

// Run takes versions back, if it was meant.
func (c migrateDownCommand) Run(ctx context.Context) error {
	if !c.Yes {
		return c.warn(ctx)
	}
	return withSchema(ctx, c.Common, func(ctx context.Context, d *database, log *slog.Logger) error {
		return schema.Down(ctx, d.owner, migrations.FS, c.Steps, schema.Log(log))
	})
}

// warn names what would be taken back, and refuses.
func (c migrateDownCommand) warn(ctx context.Context) error {
	log := c.Logger()
	d, err := findDatabase(ctx, c.Common, log)
	if err != nil {
		return err
	}
	defer d.close(log)
	s, err := schema.Read(ctx, d.owner, migrations.FS)
	if err != nil {
		return err
	}
	for _, step := range s.Back[:max(0, min(c.Steps, len(s.Back)))] {
		fmt.Println("would be taken back, with all that stands in its tables and columns:", step.File)
	}
	return errors.New("nothing was changed: what is taken back is lost for ever. Make a backup, and say --yes if you mean it")
}

type migrateStatusCommand struct{ config.Common }

// Run says where the database stands.
func (c migrateStatusCommand) Run(ctx context.Context) error {
	return withSchema(ctx, c.Common, func(context.Context, *database, *slog.Logger) error { return nil })
}

// withSchema finds the database, changes its schema, and says where it then stands.
func withSchema(ctx context.Context, c config.Common, change func(ctx context.Context, d *database, log *slog.Logger) error) error {
	log := c.Logger()
	d, err := findDatabase(ctx, c, log)
	if err != nil {
		return err
	}
	defer d.close(log)
	if err := change(ctx, d, log); err != nil {
		return err
	}
	return printStatus(ctx, d.owner)
}

func printStatus(ctx context.Context, url string) error {
	s, err := schema.Read(ctx, url, migrations.FS)
	if err != nil {
		return err
	}
	fmt.Printf("version %d of %d\n", s.Version, s.Newest)
	if s.Dirty {
		fmt.Println("a run was broken off; the next `kept migrate up` or start mends it")
	}
	for _, step := range s.Skipped {
		fmt.Println("never run, though it is older than the database:", step.File)
	}
	for _, step := range s.Pending {
		fmt.Println("to run:", step.File)
	}
	return nil
}
