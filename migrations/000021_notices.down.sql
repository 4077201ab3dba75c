drop table notices;
alter table people drop column mail_notices, drop column works_from, drop column works_to, drop column works_days;

update schema_migrations set dirty = false;
