-- The tables of the job queue, version 8: what rivermigrate of River v0.51.1 (MPL-2.0) runs, kept equal by a test.

-- No-op. Postgres sequences already prevent automatically generated job IDs
-- from being reused.
SELECT 1;

insert into river_migration (line, version) values ('main', 8);
update schema_migrations set dirty = false;
