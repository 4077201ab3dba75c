alter table desk drop column languages, drop column undo_seconds, drop column link_days, drop column steps;

update schema_migrations set dirty = false;
