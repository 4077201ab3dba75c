alter table promises drop column stands_for_id;
drop table absences;

update schema_migrations set dirty = false;
