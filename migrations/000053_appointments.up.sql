-- Calls and visits are promises for a window. A technician is never in two places: of two visits whose windows overlap the
-- second is refused by the table itself. The ranges are of ready types, so no extension is needed.
alter table promises
  add column opens_at timestamptz,
  add column place    text     not null default '',
  add column bring    text     not null default '',
  add column outcome  text     not null default '' constraint promises_outcome
    check (outcome in ('', 'reached', 'not_reached', 'left_message', 'arrived', 'not_at_home', 'missed')),
  add column sequence smallint not null default 0,
  add constraint promises_windows_open_before_they_close check (opens_at < due_at),
  add constraint promises_windows_are_appointments check (opens_at is null or kind in ('callback', 'visit')),
  add constraint promises_visits_are_at_a_window check (kind <> 'visit' or opens_at is not null),
  add constraint promises_nobody_in_two_places
    exclude using gist (int8range(owner_id, owner_id, '[]') with &&, tstzrange(opens_at, due_at) with &&)
    where (kind = 'visit' and state = 'pending' and owner_id is not null);
comment on column promises.opens_at is 'Of a call or a visit: when its window opens, which closes with due_at. Null: only the end was named.';
comment on column promises.place is 'Of a visit: where.';
comment on column promises.bring is 'Of a visit: what is to be brought along. Only the staff reads it.';
comment on column promises.outcome is 'Of a call or a visit that has ended: how.';
comment on column promises.sequence is 'How often an appointment has been moved: its number in calendar files.';
create index promises_visits on promises (owner_id, opens_at) where kind = 'visit';

alter table tickets
  add column calling_since timestamptz,
  add column calling_id    bigint references people,
  add constraint tickets_somebody_calls check ((calling_since is null) = (calling_id is null));
comment on column tickets.calling_since is 'When the call was begun that runs and has not been logged; null: none does.';

alter table messages
  drop constraint messages_said,
  add constraint messages_said check (said in ('not_yet', 'called'));
comment on column messages.said is 'not_yet: the customer pressed "No, not yet". called: a call log, public if it reached the customer. The body may be empty then.';

do $$ begin
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), 'ARRAY[', 'ARRAY[''delayed''::text, ')) from pg_constraint where conname = 'outbox_kind');
end $$;

update schema_migrations set dirty = false;
