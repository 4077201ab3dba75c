drop table calendar_feeds;
alter table calendar_exceptions drop column source;
alter table calendar_versions drop column region, drop column made_by, drop column reason;
drop index calendars_name_key;
update calendars set name = name || ' ' || id where removed_at is not null;
alter table calendars drop column removed_at;
alter table calendars add constraint calendars_name_key unique (name);

update schema_migrations set dirty = false;
