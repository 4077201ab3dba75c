package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/demo"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/work"
)

type demoCommand struct {
	Load    demoLoadCommand    `cmd:"" help:"Fill an empty database with the demo desk."`
	Advance demoAdvanceCommand `cmd:"" help:"Move the demo desk's clock forward, for example by 15m, 2h or 24h."`
	Clear   demoClearCommand   `cmd:"" help:"Empty a demo desk."`
}

type demoLoadCommand struct {
	config.Common
	BaseURL string `name:"base-url" env:"KEPT_BASE_URL" default:"http://127.0.0.1:8080" placeholder:"URL" help:"How people reach Kept, for the links in mails."`
}

// Run loads the demo desk.
func (c demoLoadCommand) Run(ctx context.Context) error {
	base, err := (config.Web{BaseURL: c.BaseURL}).Base()
	if err != nil {
		return err
	}
	return withOwner(ctx, c.Common, func(ctx context.Context, db *pg.DB, _ string) (err error) {
		files, err := openFiles(c.Common)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, files.Close()) }()
		return loadDemo(ctx, db, files, base, c.Logger())
	})
}

// loadDemoAs loads the demo desk by the role that owns the tables.
func loadDemoAs(ctx context.Context, owner string, files *blob.Disk, base *url.URL, log *slog.Logger) error {
	db, err := pg.Open(ctx, owner, pg.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	return loadDemo(ctx, db, files, base, log)
}

// loadDemo fills an empty database with the demo desk.
func loadDemo(ctx context.Context, db *pg.DB, files *blob.Disk, base *url.URL, log *slog.Logger) error {
	log.Info("loading the demo desk")
	password, err := people.HashPassword(ctx, demo.Password)
	if err != nil {
		return err
	}
	options := work.Options{From: demoFrom, Domain: config.Mail{MailFrom: demoFrom}.Domain(), BaseURL: base, Log: log}
	return demo.Load(ctx, demo.Stage{
		DB: db, Files: files, Password: password,
		Deliver: func(ctx context.Context, tx *pg.Tx, id outbox.ID) error { return work.CaptureNow(ctx, tx, id, options) },
	})
}

type demoAdvanceCommand struct {
	config.Common
	By time.Duration `arg:"" name:"duration" help:"How far, for example 15m, 2h or 24h."`
}

// Run moves the clock.
func (c demoAdvanceCommand) Run(ctx context.Context) error {
	if c.By <= 0 {
		return errors.New("the clock only goes forward")
	}
	return withDatabase(ctx, c.Common, func(ctx context.Context, db *pg.DB, _ string) error {
		err := db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return people.MoveClock(ctx, tx, c.By) })
		if fault.Is(err, fault.KindNotFound) {
			return demo.ErrNotDemo
		}
		if err != nil {
			return err
		}
		var now time.Time
		if err := db.QueryRow(ctx, `select kept_now()`).Scan(&now); err != nil {
			return err
		}
		desk, err := people.TheDesk(ctx, db)
		if err != nil {
			return err
		}
		fmt.Println("the desk's clock says", now.In(desk.Location()).Format("Mon 2 Jan 2006 15:04"))
		return nil
	})
}

type demoClearCommand struct{ config.Common }

// Run empties the demo desk.
func (c demoClearCommand) Run(ctx context.Context) error {
	return withOwner(ctx, c.Common, func(ctx context.Context, db *pg.DB, _ string) error { return demo.Clear(ctx, db) })
}

// printSignIns tells a newcomer how to enter.
func printSignIns(base string) {
	fmt.Printf(`
  Kept is at %s

  Ask something     %s/tickets/new
  Answer            %s/login
      maja@nordby.example      agent
      ingrid@nordby.example    supervisor
      karin@nordby.example     admin
      emil@nordby.example      technician
      password for all         %s
  Mail that left    %s/demo/mail

  Ctrl-C ends everything.

`, base, base, base, demo.Password, base)
}
