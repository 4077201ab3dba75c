alter table tickets
  drop constraint tickets_finished_as,
  add constraint tickets_finished_as check (finished_as in ('confirmed', 'silent')) not valid,
  drop constraint tickets_close_reason,
  add constraint tickets_close_reason check (close_reason in ('confirmed', 'silent', 'merged', 'spam')) not valid;
alter table people drop column erased_at;
alter table messages
  drop constraint messages_redacted_say_nothing,
  drop constraint messages_say_something,
  drop column redacted_at,
  add constraint messages_say_something check (body <> '' or said is not null) not valid;

update schema_migrations set dirty = false;
