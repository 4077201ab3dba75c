drop index calendar_feeds_for_open;
alter table calendar_feeds drop column for_open_by;
drop table expectation_rounds;
drop table expectations;

update schema_migrations set dirty = false;
