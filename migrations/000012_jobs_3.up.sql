-- The tables of the job queue, version 3: what rivermigrate of River v0.51.1 (MPL-2.0) runs, kept equal by a test.

ALTER TABLE river_job ALTER COLUMN tags SET DEFAULT '{}';
UPDATE river_job SET tags = '{}' WHERE tags IS NULL;
ALTER TABLE river_job ALTER COLUMN tags SET NOT NULL;

insert into river_migration (version) values (3);
update schema_migrations set dirty = false;
