alter table people drop column hints_gone;

update schema_migrations set dirty = false;
