drop table form_secret;
drop index tickets_opened;
drop table suspended_files;
drop table suspended;
drop table blocks;
drop table spam_calls;
alter table tickets
  drop constraint tickets_finished_as,
  add constraint tickets_finished_as check (finished_as in ('confirmed', 'silent')) not valid;

update schema_migrations set dirty = false;
