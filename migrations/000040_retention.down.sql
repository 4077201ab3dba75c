drop index notices_read;
drop index messages_of_customer;
drop index tickets_to_empty;
alter table tickets drop column emptied_event;
drop table retention;

update schema_migrations set dirty = false;
