alter table promises drop column delivery_failed_at;

update schema_migrations set dirty = false;
