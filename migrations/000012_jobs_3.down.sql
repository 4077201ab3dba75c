-- The tables of the job queue, version 3: what rivermigrate of River v0.51.1 (MPL-2.0) runs, kept equal by a test.

ALTER TABLE river_job
    ALTER COLUMN tags DROP NOT NULL,
    ALTER COLUMN tags DROP DEFAULT;

delete from river_migration where version = 3;
update schema_migrations set dirty = false;
