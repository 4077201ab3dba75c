drop table expectations;
drop index promises_due_of_owner;
drop index promises_undelivered;
drop index promises_due;

update schema_migrations set dirty = false;
