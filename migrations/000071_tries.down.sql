alter table outbox drop column trying_since;

update schema_migrations set dirty = false;
