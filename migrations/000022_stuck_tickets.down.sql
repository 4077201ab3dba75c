drop table stuck_tickets;
update schema_migrations set dirty = false;
