package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/kepthq/kept/internal/blob"
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
	if err := checkMail(c.Mail); err != nil {
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
		files, err := c.filesHere()
		if err != nil {
			return err
		}
		if files != nil {
			defer func() {
				if err := files.Close(); err != nil {
					log.Error("the file directory did not close", "err", err)
				}
			}()
		}
		workers, err := work.Start(ctx, db, work.Options{Sender: sender, From: fromAddress(c.Mail, desk.IsDemo), Domain: c.Domain(), BaseURL: base, Files: files, Log: log})
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

// filesHere are the files of the process that serves pages, if it runs on this machine; nil if it does not.
func (c workCommand) filesHere() (*blob.Disk, error) {
	if _, err := os.Stat(fileDir(c.Common)); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, fmt.Errorf("look for the file directory: %w", err)
	}
	return openFiles(c.Common)
}

// stopWorkers lets jobs come to their end, for as long as an init system waits.
func stopWorkers(w *work.Workers, log *slog.Logger) {
	grace, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	if err := w.Stop(grace); err != nil {
		log.Warn("work was cut off; it is done again at the next start", "err", err)
	}
}
