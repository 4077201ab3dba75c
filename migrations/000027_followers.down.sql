drop function visible_to_customer(bigint);
drop table followers;

update schema_migrations set dirty = false;
