-- Whoever comes to customers has a page of the day: what is done there is written down. The day before, the customer is reminded,
-- once; and the number under which their calendar knows an appointment stays when it is moved.
alter table promises
  add column remind_at   timestamptz,
  add column reminded_at timestamptz,
  add column done_at     timestamptz,
  add column first_id    bigint,
  add constraint promises_reminders_are_of_appointments check (remind_at is null or opens_at is not null and remind_at < opens_at),
  add constraint promises_done_is_a_visit check (done_at is null or kind = 'visit');
comment on column promises.remind_at is 'Of an appointment: when the customer is reminded of it. Null: it was agreed so late that they still know.';
comment on column promises.reminded_at is 'When that mail was asked for, once.';
comment on column promises.done_at is 'Of a visit that was kept, or came late: when whoever came was done there.';
comment on column promises.first_id is 'Of an appointment that was moved: the number of the one that was agreed first. Calendars know all of them by it.';
create index promises_remind_at on promises (remind_at) where state = 'pending' and reminded_at is null and remind_at is not null;
create index promises_appointments on promises (owner_id, due_at) where kind in ('visit', 'callback');

alter table factor_rules drop constraint factor_rules_role, add constraint factor_rules_role check (role in ('agent', 'technician', 'supervisor', 'admin'));

do $$ begin -- other kinds of letters may have come in between: what they allow stays allowed
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), 'ARRAY[', 'ARRAY[''reminder''::text, ')) from pg_constraint where conname = 'outbox_kind');
end $$;

update schema_migrations set dirty = false;
