-- The tables of the job queue, version 1: what rivermigrate of River v0.51.1 (MPL-2.0) runs, kept equal by a test.

DROP TABLE river_migration;

update schema_migrations set dirty = false;
