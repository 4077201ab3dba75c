alter table messages
  add column redacted_at timestamptz,
  drop constraint messages_say_something,
  add constraint messages_say_something check (body <> '' or said is not null or redacted_at is not null),
  add constraint messages_redacted_say_nothing check (redacted_at is null or body = '');
comment on column messages.redacted_at is 'When its text was removed for good. That it was written stays.';

alter table people add column erased_at timestamptz;
comment on column people.erased_at is 'When everything that told who this was was removed for good.';

alter table tickets
  drop constraint tickets_finished_as,
  add constraint tickets_finished_as check (finished_as in ('confirmed', 'silent', 'spam', 'erased')),
  drop constraint tickets_close_reason,
  add constraint tickets_close_reason check (close_reason in ('confirmed', 'silent', 'merged', 'spam', 'erased'));

update schema_migrations set dirty = false;
