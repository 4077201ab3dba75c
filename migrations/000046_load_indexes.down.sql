drop index promises_agreed;
drop index people_staff;
drop index tickets_live;

update schema_migrations set dirty = false;
