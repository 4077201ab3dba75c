drop index promises_broken;

update schema_migrations set dirty = false;
