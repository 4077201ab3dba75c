alter table outbox drop column trying_since;
alter table merges drop column invited;
comment on column merges.followers is null;

update schema_migrations set dirty = false;
