-- The tables of the job queue, version 6: what rivermigrate of River v0.51.1 (MPL-2.0) runs, kept equal by a test.

--
-- Drop `river_job.unique_states` and its index.
--

DROP INDEX river_job_unique_idx;

ALTER TABLE river_job
    DROP COLUMN unique_states;

CREATE UNIQUE INDEX IF NOT EXISTS river_job_kind_unique_key_idx ON river_job (kind, unique_key) WHERE unique_key IS NOT NULL;

--
-- Drop `river_job_state_in_bitmask` function.
--
DROP FUNCTION river_job_state_in_bitmask;

delete from river_migration where line = 'main' and version = 6;
update schema_migrations set dirty = false;
