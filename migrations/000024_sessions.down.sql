alter table sessions drop column id, drop column browser, drop column network, drop column proven_at, drop column proven_by;

update schema_migrations set dirty = false;
