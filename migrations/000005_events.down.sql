drop table events;
update schema_migrations set dirty = false;
