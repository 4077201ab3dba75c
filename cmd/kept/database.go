package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/embedded"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/migrations"
)

// database is the Postgres that a command works on: the one that was named, or the private one of this data directory.
type database struct {
	url     string           // by the role that serves and works
	owner   string           // by the role that owns the tables; the same where only one is known
	private *embedded.Server // nil: it was named
}

// findDatabase starts the private Postgres, or joins the one that another process of this data directory runs.
func findDatabase(ctx context.Context, c config.Common, log *slog.Logger) (*database, error) {
	if c.DatabaseURL != "" {
		d := &database{url: c.DatabaseURL, owner: c.DatabaseURL}
		if c.OwnerURL != "" {
			d.owner = c.OwnerURL
		}
		return d, nil
	}
	dir := c.DataDir()
	if err := os.MkdirAll(dir, 0o755); err != nil { // the server runs as another user when we are root
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	server, err := embedded.Start(ctx, embedded.Options{DataDir: dir, Log: log})
	if err != nil {
		return nil, err
	}
	return &database{url: server.RunningURL(), owner: server.URL(), private: server}, nil
}

// close stops the private Postgres, if this process runs it.
func (d *database) close(log *slog.Logger) {
	if d.private == nil {
		return
	}
	if err := d.private.Stop(context.Background()); err != nil {
		log.Error("the database did not stop cleanly", "err", err)
	}
}

// withDatabase opens the database for a short command: migrated, and closed at the end.
func withDatabase(ctx context.Context, c config.Common, f func(ctx context.Context, db *pg.DB, url string) error) (err error) {
	return as(ctx, c, func(d *database) string { return d.url }, f)
}

// withOwner does the same by the role that owns the tables: the demo empties them, and counts them when it is loaded.
func withOwner(ctx context.Context, c config.Common, f func(ctx context.Context, db *pg.DB, url string) error) (err error) {
	return as(ctx, c, func(d *database) string { return d.owner }, f)
}

func as(ctx context.Context, c config.Common, role func(*database) string, f func(ctx context.Context, db *pg.DB, url string) error) error {
	log := c.Logger()
	d, err := findDatabase(ctx, c, log)
	if err != nil {
		return err
	}
	defer d.close(log)
	if err := d.migrate(ctx, log); err != nil {
		return err
	}
	db, err := pg.Open(ctx, role(d), pg.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	return f(ctx, db, role(d))
}

// migrate brings the schema to this program's by the role that owns it, and grants the running role what it needs. A
// role that owns nothing is content with a schema that is this program's already.
func (d *database) migrate(ctx context.Context, log *slog.Logger) error {
	may, err := schema.MayChange(ctx, d.owner)
	if err != nil {
		return err
	}
	if !may {
		s, err := schema.Read(ctx, d.owner, migrations.FS)
		if err != nil {
			return err
		}
		if s.Dirty || len(s.Pending) > 0 || len(s.Skipped) > 0 {
			return fmt.Errorf("%w: run `kept migrate up` with KEPT_OWNER_DATABASE_URL, or set that here", schema.ErrNotOwner)
		}
		return nil
	}
	if err := migrateUp(ctx, d.owner, log); err != nil {
		return err
	}
	return schema.Grant(ctx, d.owner, d.url, log)
}

func migrateUp(ctx context.Context, url string, log *slog.Logger) error {
	if err := schema.Up(ctx, url, migrations.FS, schema.Log(log)); err != nil {
		if errors.Is(err, schema.ErrNewer) {
			return fmt.Errorf("this database belongs to a newer Kept; start that one: %w", err)
		}
		return err
	}
	return nil
}
