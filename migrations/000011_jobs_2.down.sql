-- The tables of the job queue, version 2: what rivermigrate of River v0.51.1 (MPL-2.0) runs, kept equal by a test.

DROP TABLE river_job;
DROP FUNCTION river_job_notify;
DROP TYPE river_job_state;

DROP TABLE river_leader;

delete from river_migration where version = 2;
update schema_migrations set dirty = false;
