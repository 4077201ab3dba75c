drop table bulk_tickets;
drop table bulk_acts;

update schema_migrations set dirty = false;
