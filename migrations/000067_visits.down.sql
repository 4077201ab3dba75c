delete from outbox where kind = 'reminder';
do $$ begin
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), '''reminder''::text, ', '')) from pg_constraint where conname = 'outbox_kind');
end $$;

delete from factor_rules where role = 'technician';
alter table factor_rules drop constraint factor_rules_role, add constraint factor_rules_role check (role in ('agent', 'supervisor', 'admin'));

drop index promises_appointments;
drop index promises_remind_at;
alter table promises
  drop constraint promises_done_is_a_visit,
  drop constraint promises_reminders_are_of_appointments,
  drop column first_id,
  drop column done_at,
  drop column reminded_at,
  drop column remind_at;

update schema_migrations set dirty = false;
