drop index promises_of_apology;

update schema_migrations set dirty = false;
