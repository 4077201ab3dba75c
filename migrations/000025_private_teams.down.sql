drop function visible_teams(bigint);
alter table teams drop column is_private;

update schema_migrations set dirty = false;
