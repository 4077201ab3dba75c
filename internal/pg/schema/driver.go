package schema

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/golang-migrate/migrate/v4/database"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// driver is golang-migrate's driver with three things added: it notes each step before it begins, it mends a broken
// one inside its Lock, and its errors name the file.
type driver struct {
	database.Driver
	ctx    context.Context // golang-migrate hands none; this one never ends, since a file once begun is run to its end
	conn   *pgx.Conn       // holds our lock and writes the notes
	files  pairs
	log    *slog.Logger
	at     int  // the version, clean, as last seen or set
	undone int  // how many versions were taken back by mending a broken way up
	step   step // begun last
}

// Lock takes golang-migrate's lock and leaves a clean version behind it, or an error. Mending stands here and not
// before it, because only here is it certain that no other process is at a step.
func (d *driver) Lock() error {
	if err := d.Driver.Lock(); err != nil {
		return fmt.Errorf("lock the migrations: %w", err)
	}
	if err := d.mend(); err != nil {
		return errors.Join(err, d.Driver.Unlock())
	}
	return nil
}

func (d *driver) mend() error {
	marked, dirty, err := d.Version()
	if err != nil {
		return fmt.Errorf("read the version: %w", err)
	}
	at := marked
	if dirty {
		if at, err = noted(d.ctx, d.conn, marked); err != nil {
			return err
		}
	}
	if err := d.files.know(at); err != nil {
		return err
	}
	if err := d.complete(at); err != nil {
		return err
	}
	if dirty {
		if err := d.Driver.SetVersion(at, false); err != nil {
			return fmt.Errorf("mend version %d: %w", marked, err)
		}
		d.undone = d.files.between(at, marked)
		d.log.WarnContext(d.ctx, "schema mended a migration that was broken off", "marked", marked, "version", at)
	}
	d.at = at
	return nil
}

// complete refuses a database that lacks a file older than its version.
func (d *driver) complete(at int) error {
	if err := adopt(d.ctx, d.conn, d.files.upTo(at)); err != nil {
		return err
	}
	lacking, err := skipped(d.ctx, d.conn, d.files, at)
	if err != nil || len(lacking) == 0 {
		return err
	}
	return fmt.Errorf("%w: it is at version %d, and %s has never run; give the file a number above %d",
		ErrSkipped, at, lacking[0].File, at)
}

// know refuses a version that this program has no file for.
func (p pairs) know(version int) error {
	if version == none {
		return nil
	}
	if version > p.newest() {
		return fmt.Errorf("%w: it is at version %d, and this program ends at %d (%s); "+
			"run the program that brought it there, or a newer one",
			ErrNewer, version, p.newest(), p[len(p)-1].up)
	}
	if _, ok := p.at(version); !ok {
		return fmt.Errorf("%w: the database is at version %d, and no migration has that number", ErrUnknown, version)
	}
	return nil
}

// SetVersion marks the version dirty before a file runs, after noting the step, and clean after it.
func (d *driver) SetVersion(version int, dirty bool) error {
	if !dirty {
		if err := d.Driver.SetVersion(version, false); err != nil {
			return fmt.Errorf("%s: mark its end: %w", d.step.file, err)
		}
		d.at = version
		d.log.DebugContext(d.ctx, "schema step done", d.step.attrs()...)
		return nil
	}
	s, err := d.files.step(d.at, version)
	if err != nil {
		return err
	}
	d.step = s
	if err := note(d.ctx, d.conn, s, d.files.upTo(s.from)); err != nil {
		return fmt.Errorf("%s: %w", s.file, err)
	}
	if err := d.Driver.SetVersion(version, true); err != nil {
		return fmt.Errorf("%s: mark its start: %w", s.file, err)
	}
	d.log.DebugContext(d.ctx, "schema step begun", s.attrs()...)
	return nil
}

// Run sends one file, as one message, and so as one transaction.
func (d *driver) Run(body io.Reader) error {
	if err := d.Driver.Run(body); err != nil {
		return fmt.Errorf("%s: %w", d.step.file, plain(err))
	}
	d.log.DebugContext(d.ctx, "schema step committed", d.step.attrs()...)
	return nil
}

func (s step) attrs() []any {
	return []any{"file", s.file, "direction", s.direction(), "version", s.to}
}

// plain leaves the whole file's text out of golang-migrate's error, and keeps the line.
func plain(err error) error {
	var theirs database.Error
	if !errors.As(err, &theirs) || theirs.OrigErr == nil {
		return err
	}
	var told *pgconn.PgError
	if errors.As(theirs.OrigErr, &told) && told.Position > 0 {
		return fmt.Errorf("line %d: %w", theirs.Line, theirs.OrigErr)
	}
	return theirs.OrigErr
}
