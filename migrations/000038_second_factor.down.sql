drop table used_states, identities, factor_rules, passkey_challenges, half_sessions, recovery_codes, factors;

delete from outbox where kind = 'factor_lost';
do $$ begin
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), '''factor_lost''::text, ', '')) from pg_constraint where conname = 'outbox_kind');
  execute (select format('alter table outbox drop constraint outbox_is_about_a_ticket, add constraint outbox_is_about_a_ticket %s',
    replace(pg_get_constraintdef(oid), '(kind = ''factor_lost''::text) OR ', '')) from pg_constraint where conname = 'outbox_is_about_a_ticket');
end $$;

update schema_migrations set dirty = false;
