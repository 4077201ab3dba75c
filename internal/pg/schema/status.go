package schema

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Step is one file.
type Step struct {
	Version uint
	File    string
}

// Status is where a database stands.
type Status struct {
	Version uint   // the newest version that is wholly there; 0 is the empty database
	Newest  uint   // the newest version in the files
	Dirty   bool   // a run was broken off; the next one mends it and starts again from Version
	Pending []Step // what Up would run, in order; none when the database is ahead of the files
	Skipped []Step // what has not run although something newer has, as when it was added later; Up refuses then
	Back    []Step // what Down would take back, in order; none when the database is ahead of the files
}

// Expected is the newest version in the files of src: what a program that is ready finds in its database.
func Expected(src fs.FS) (uint, error) {
	files, err := read(src)
	if err != nil {
		return 0, err
	}
	return uint(files.newest()), nil
}

// Read tells where the database stands. It changes nothing and waits for nobody: while another process migrates it
// shows that process's step as broken off. It fails with ErrUnknown if nobody can say what a dirty version means.
func Read(ctx context.Context, url string, src fs.FS) (status Status, err error) {
	files, err := read(src)
	if err != nil {
		return Status{}, err
	}
	config, err := parse(url)
	if err != nil {
		return Status{}, err
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return Status{}, fmt.Errorf("connect to the database: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	marked, dirty, err := version(ctx, conn)
	if err != nil {
		return Status{}, err
	}
	at := marked
	if dirty {
		if at, err = noted(ctx, conn, marked); err != nil {
			return Status{}, err
		}
	}
	status = Status{Version: uint(max(at, 0)), Newest: uint(files.newest()), Dirty: dirty}
	for _, one := range files {
		if one.version > at {
			status.Pending = append(status.Pending, Step{Version: uint(one.version), File: one.up})
		}
		if at <= files.newest() && one.version <= max(at, marked) { // a broken way up counts as a step back
			status.Back = append(status.Back, Step{Version: uint(one.version), File: one.down})
		}
	}
	slices.Reverse(status.Back)
	status.Skipped, err = skipped(ctx, conn, files, at)
	return status, err
}

// version reads golang-migrate's mark without making its table, as its own driver would.
func version(ctx context.Context, conn *pgx.Conn) (at int, dirty bool, err error) {
	var there bool
	if err := conn.QueryRow(ctx, `select to_regclass('schema_migrations') is not null`).Scan(&there); err != nil {
		return 0, false, fmt.Errorf("look for schema_migrations: %w", err)
	}
	if !there {
		return none, false, nil
	}
	const query = `select version, dirty from schema_migrations`
	err = conn.QueryRow(ctx, query).Scan(&at, &dirty)
	if errors.Is(err, pgx.ErrNoRows) {
		return none, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("read schema_migrations: %w", err)
	}
	return at, dirty, nil
}
