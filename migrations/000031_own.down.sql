comment on column people.password is 'argon2id in its standard text form; staff only.';
comment on column outbox.person_id is null;
delete from outbox where kind in ('sign_in', 'copy', 'colleague');
alter table outbox
  drop constraint outbox_is_for_somebody,
  drop constraint outbox_is_about_a_sign_in,
  drop constraint outbox_is_about_a_ticket,
  add constraint outbox_is_about_a_ticket check ((kind = 'notices') = (ticket_id is null)),
  drop constraint outbox_kind,
  add constraint outbox_kind check (kind in ('receipt', 'reply', 'promised', 'moved', 'solved', 'follow_up', 'apology', 'notices')),
  drop column signin_id,
  alter column person_id set not null;
alter table followers drop column address, drop column token_hash, drop column drawn_at;
drop table signin_requests;

update schema_migrations set dirty = false;
