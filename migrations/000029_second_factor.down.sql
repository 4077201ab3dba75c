drop table used_states, identities, factor_rules, passkey_challenges, half_sessions, recovery_codes, factors;

delete from outbox where kind = 'factor_lost';
alter table outbox
  drop constraint outbox_kind,
  add constraint outbox_kind check (kind in ('receipt', 'reply', 'promised', 'moved', 'solved', 'follow_up', 'apology', 'notices', 'invitation', 'password')),
  drop constraint outbox_is_about_a_ticket,
  add constraint outbox_is_about_a_ticket check ((kind in ('notices', 'invitation', 'password')) = (ticket_id is null));

update schema_migrations set dirty = false;
