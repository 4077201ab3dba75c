package schema

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// step is one file on its way into the database.
type step struct {
	from, to int    // versions before and after
	back     int    // where to start again when the step was broken off
	down     bool   // which of the two files
	file     string // its name
}

// step tells which file leads from one version to its neighbour, and where a broken one starts again: at the
// version that it came from, since its transaction is gone with it. Only an index that was being built
// concurrently leaves something behind, so that one starts again a version earlier, with the file that drops it.
func (p pairs) step(from, to int) (step, error) {
	s := step{from: from, to: to, back: from, down: to < from}
	its := to
	if s.down {
		its = from
	}
	one, ok := p.at(its)
	if !ok {
		return step{}, fmt.Errorf("no migration has the number %d", its)
	}
	s.file = one.up
	if s.down {
		s.file = one.down
	} else if one.upAlone {
		s.back = p.below(from)
	}
	return s, nil
}

func (s step) direction() string {
	if s.down {
		return "down"
	}
	return "up"
}

// prepare makes the table of the note. It runs under the lock, so two starts never make it together; an existing
// table is left alone, because then nobody needs the right to create one.
func prepare(ctx context.Context, conn *pgx.Conn) error {
	const query = `
do $$ begin
	if to_regclass('schema_steps') is null then
		create table schema_steps (
			id boolean primary key default true constraint schema_steps_one_row check (id),
			version bigint not null,
			direction text not null constraint schema_steps_direction check (direction in ('up', 'down')),
			back_version bigint not null,
			file text not null,
			noted_at timestamptz not null default now()
		);
		comment on table schema_steps is 'One row: the migration that was begun last. If schema_migrations is dirty, it was broken off, and this row tells how to start again.';
		comment on column schema_steps.id is 'Always true: there is one row.';
		comment on column schema_steps.version is 'The version that schema_migrations is marked with while the file runs; -1 is the empty database.';
		comment on column schema_steps.direction is 'Which of the version''s two files runs.';
		comment on column schema_steps.back_version is 'The version to start again from if the file was broken off; -1 is the empty database.';
		comment on column schema_steps.file is 'The name of the file.';
		comment on column schema_steps.noted_at is 'When the file was begun.';
	end if;
end $$`
	if _, err := conn.Exec(ctx, query); err != nil {
		return fmt.Errorf("prepare schema_steps: %w", err)
	}
	return nil
}

// note writes down what is about to run. It is committed before the version is marked dirty, so a dirty version
// always has its note; a note without a dirty version is of a step that is over, or never began.
func note(ctx context.Context, conn *pgx.Conn, s step) error {
	const query = `
insert into schema_steps (version, direction, back_version, file)
values (@version, @direction, @back, @file)
on conflict (id) do update set
	version = excluded.version, direction = excluded.direction, back_version = excluded.back_version,
	file = excluded.file, noted_at = now()`
	if _, err := conn.Exec(ctx, query, pgx.StrictNamedArgs{
		"version": s.to, "direction": s.direction(), "back": s.back, "file": s.file,
	}); err != nil {
		return fmt.Errorf("note the step: %w", err)
	}
	return nil
}

// noted reads the version from which a broken step, found at the given dirty version, starts again.
func noted(ctx context.Context, conn *pgx.Conn, dirty int) (back int, err error) {
	const query = `select back_version from schema_steps where version = $1`
	var there bool
	if err := conn.QueryRow(ctx, `select to_regclass('schema_steps') is not null`).Scan(&there); err != nil {
		return 0, fmt.Errorf("look for schema_steps: %w", err)
	}
	if !there {
		return 0, unnoted(dirty)
	}
	err = conn.QueryRow(ctx, query, dirty).Scan(&back)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, unnoted(dirty)
	}
	if err != nil {
		return 0, fmt.Errorf("read the noted step: %w", err)
	}
	return back, nil
}

func unnoted(dirty int) error {
	return fmt.Errorf("%w: schema_migrations is dirty at version %d, and schema_steps does not tell of that step; "+
		"compare the tables with the migrations by hand, then set version and dirty", ErrUnknown, dirty)
}
