package schema

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
	if not exists (select from pg_attribute where attrelid = 'schema_steps'::regclass and attname = 'ran' and not attisdropped) then
		alter table schema_steps add column ran bigint[];
		comment on column schema_steps.ran is 'The versions whose way up was begun and not taken back since; one above the version of schema_migrations did not get to its end.';
	end if;
end $$`
	if _, err := conn.Exec(ctx, query); err != nil {
		return fmt.Errorf("prepare schema_steps: %w", err)
	}
	return nil
}

// note writes down what is about to run. It is committed before the version is marked dirty, so a dirty version
// always has its note; a note without a dirty version is of a step that is over, or never began. before are the
// versions that are there if nothing has been written down yet.
func note(ctx context.Context, conn *pgx.Conn, s step, before []int) error {
	const query = `
insert into schema_steps (version, direction, back_version, file, ran)
values (@version, @direction, @back, @file, @before::bigint[] || @begun::bigint[])
on conflict (id) do update set
	version = excluded.version, direction = excluded.direction, back_version = excluded.back_version,
	file = excluded.file, noted_at = now(),
	ran = array(select v from unnest(coalesce(schema_steps.ran, @before::bigint[])) v where v <= @from) || @begun::bigint[]`
	begun := []int{}
	if !s.down {
		begun = append(begun, s.to)
	}
	if _, err := conn.Exec(ctx, query, pgx.StrictNamedArgs{
		"version": s.to, "direction": s.direction(), "back": s.back, "file": s.file, "from": s.from, "before": before, "begun": begun,
	}); err != nil {
		return fmt.Errorf("note the step: %w", err)
	}
	return nil
}

// adopt takes it that a database without a record of its versions has run every file up to where it stands.
func adopt(ctx context.Context, conn *pgx.Conn, there []int) error {
	if _, err := conn.Exec(ctx, `update schema_steps set ran = $1 where ran is null`, there); err != nil {
		return fmt.Errorf("record the versions: %w", err)
	}
	return nil
}

// skipped are the files up to a version that have not run. A database without a record has skipped nothing that
// anybody could know of.
func skipped(ctx context.Context, conn *pgx.Conn, files pairs, at int) ([]Step, error) {
	var there bool
	if err := conn.QueryRow(ctx, `select to_regclass('schema_steps') is not null`).Scan(&there); err != nil {
		return nil, fmt.Errorf("look for schema_steps: %w", err)
	}
	if !there {
		return nil, nil
	}
	// By way of JSON, since the column may not be there yet.
	const query = `select coalesce(to_jsonb(s) -> 'ran', 'null') from schema_steps s`
	var ran []int
	err := conn.QueryRow(ctx, query).Scan(&ran)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && ran == nil {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the record of versions: %w", err)
	}
	var lacking []Step
	for _, one := range files {
		if one.version <= at && !slices.Contains(ran, one.version) {
			lacking = append(lacking, Step{Version: uint(one.version), File: one.up})
		}
	}
	return lacking, nil
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
