alter table desk drop column sender;

update schema_migrations set dirty = false;
