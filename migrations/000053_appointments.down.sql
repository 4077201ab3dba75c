delete from outbox where kind = 'delayed';
do $$ begin
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), '''delayed''::text, ', '')) from pg_constraint where conname = 'outbox_kind');
end $$;

update messages set said = null, redacted_at = case when body = '' then coalesce(redacted_at, created_at) else redacted_at end where said = 'called';
alter table messages
  drop constraint messages_said,
  add constraint messages_said check (said in ('not_yet'));
comment on column messages.said is 'not_yet: the customer pressed "No, not yet"; the body may be empty then.';

alter table tickets
  drop constraint tickets_somebody_calls,
  drop column calling_id,
  drop column calling_since;

drop index promises_visits;
alter table promises
  drop constraint promises_nobody_in_two_places,
  drop constraint promises_visits_are_at_a_window,
  drop constraint promises_windows_are_appointments,
  drop constraint promises_windows_open_before_they_close,
  drop column sequence,
  drop column outcome,
  drop column bring,
  drop column place,
  drop column opens_at;

update schema_migrations set dirty = false;
