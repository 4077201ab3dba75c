alter table bulk_acts drop key_hash;

update schema_migrations set dirty = false;
