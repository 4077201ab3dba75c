alter table desk
  drop column links_per_address,
  drop column asks_per_network,
  drop column asks_per_address,
  drop column file_megabytes,
  drop column most_files;
drop index notices_read;
drop index messages_of_customer;
drop index tickets_to_empty;
alter table tickets drop column emptied_event;
drop table retention;

update schema_migrations set dirty = false;
