-- The tables of the job queue, version 1: what rivermigrate of River v0.51.1 (MPL-2.0) runs, kept equal by a test.

CREATE TABLE river_migration(
  id bigserial PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT NOW(),
  version bigint NOT NULL,
  CONSTRAINT version CHECK (version >= 1)
);

CREATE UNIQUE INDEX ON river_migration USING btree(version);

insert into river_migration (version) values (1);
update schema_migrations set dirty = false;
