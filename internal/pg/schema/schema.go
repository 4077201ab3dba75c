// Package schema brings the database's tables to the shape that this program was written for, and back: it runs the
// numbered files of package migrations, one transaction each, through golang-migrate.
//
// What it adds is that a run may be killed at any moment and simply started again, and that many processes may start
// at once. It knows versions and files; it must never know what a table means.
package schema

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/golang-migrate/migrate/v4"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

var (
	// ErrNewer means that a newer program has been at this database: its tables may have what this one does not know.
	ErrNewer = errors.New("the database's schema is newer than this program")
	// ErrSkipped means that a file was added below one that has run already, so that it never would.
	ErrSkipped = errors.New("the database's schema is newer than a migration that it lacks")
	// ErrUnknown means that somebody else has set the version, and that a person has to look.
	ErrUnknown = errors.New("the database's schema cannot be told")
)

// patience is how long golang-migrate may wait for its own lock; it is free when we come to it, so only a run of the
// migrate command from outside can make us wait.
const patience = time.Hour

// Option changes how a run is told about.
type Option func(*driver)

// Log sends the run's messages to log: one line when the version has changed (info), each file begun, committed and
// done (debug), each mending (warn). Without it they go to slog.Default.
func Log(log *slog.Logger) Option { return func(d *driver) { d.log = log } }

// Up runs every file of src that the database does not have yet. It waits while another process does the same, mends
// what a killed one left, and fails with ErrNewer, changing nothing, if the database is ahead of src. When ctx ends
// it stops between two files, never within one. An error names the file; the database is then as before that file.
func Up(ctx context.Context, url string, src fs.FS, opts ...Option) error {
	return with(ctx, url, src, opts, func(m *migrate.Migrate, d *driver) error {
		for d.at != d.files.newest() {
			if err := context.Cause(ctx); err != nil {
				return fmt.Errorf("stopped at version %d: %w", d.at, err)
			}
			if err := m.Steps(1); err != nil {
				return err
			}
		}
		return nil
	})
}

// Down takes back the newest steps versions, or all there are when there are fewer. A broken way up that it mends
// counts as taken back. Otherwise it behaves as Up does.
func Down(ctx context.Context, url string, src fs.FS, steps int, opts ...Option) error {
	if steps < 1 {
		return fmt.Errorf("take back %d versions: the number must be at least 1", steps)
	}
	return with(ctx, url, src, opts, func(m *migrate.Migrate, d *driver) error {
		for range steps - d.undone {
			if d.at == none {
				return nil
			}
			if err := context.Cause(ctx); err != nil {
				return fmt.Errorf("stopped at version %d: %w", d.at, err)
			}
			if err := m.Steps(-1); err != nil {
				return err
			}
		}
		return nil
	})
}

// with holds our lock, and a database that is mended and known, around f.
func with(ctx context.Context, url string, src fs.FS, opts []Option, f func(*migrate.Migrate, *driver) error) (err error) {
	d := &driver{ctx: context.WithoutCancel(ctx), log: slog.Default()}
	for _, opt := range opts {
		opt(d)
	}
	if d.files, err = read(src); err != nil {
		return err
	}
	config, err := parse(url)
	if err != nil {
		return err
	}
	if d.conn, err = pgx.ConnectConfig(ctx, config); err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	defer func() { err = errors.Join(err, d.conn.Close(d.ctx)) }()
	if err := lock(ctx, d.conn, d.log); err != nil {
		return err
	}
	if err := prepare(ctx, d.conn); err != nil {
		return err
	}
	db := stdlib.OpenDB(*config)
	if d.Driver, err = migratepgx.WithInstance(db, &migratepgx.Config{}); err != nil {
		return errors.Join(fmt.Errorf("open the database for the migrations: %w", err), db.Close())
	}
	files, err := iofs.New(src, ".")
	if err != nil {
		return errors.Join(fmt.Errorf("open the migrations: %w", err), d.Close())
	}
	m, err := migrate.NewWithInstance("embedded", files, "postgres", d)
	if err != nil {
		return errors.Join(fmt.Errorf("start the migrations: %w", err), files.Close(), d.Close())
	}
	m.LockTimeout = patience
	defer func() {
		inFiles, inDatabase := m.Close()
		err = errors.Join(err, inFiles, inDatabase)
	}()
	if err := d.Lock(); err != nil {
		return err
	}
	if err := d.Unlock(); err != nil {
		return fmt.Errorf("unlock the migrations: %w", err)
	}
	from := d.at
	err = f(m, d)
	if d.at != from { // also when a later file failed
		d.log.InfoContext(d.ctx, "schema migrated", "from", max(from, 0), "to", max(d.at, 0))
	}
	return err
}

// parse reads an address as the pool does, so that the pool's own settings may stand in it.
func parse(url string) (*pgx.ConnConfig, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The driver's message may quote the address with its password in it.
		return nil, errors.New("the database's address is not a valid Postgres URL")
	}
	config.ConnConfig.RuntimeParams["application_name"] = "kept schema"
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	return config.ConnConfig, nil
}
