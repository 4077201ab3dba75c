drop table audit;

update schema_migrations set dirty = false;
