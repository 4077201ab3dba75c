comment on column people.password is 'argon2id in its standard text form; staff only.';
delete from outbox where kind in ('sign_in', 'copy', 'colleague');
alter table outbox
  drop constraint outbox_sign_in_is_for_an_address,
  drop constraint outbox_is_about_a_sign_in,
  drop column signin_id;
do $$
begin
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), '''sign_in''::text, ''copy''::text, ''colleague''::text, ', '')) from pg_constraint where conname = 'outbox_kind');
  execute (select format('alter table outbox drop constraint outbox_is_about_a_ticket, add constraint outbox_is_about_a_ticket %s',
    replace(pg_get_constraintdef(oid), '(kind = ''sign_in''::text) OR ', '')) from pg_constraint where conname = 'outbox_is_about_a_ticket');
  if exists (select from pg_constraint where conname = 'outbox_is_for_somebody') then
    execute (select format('alter table outbox drop constraint outbox_is_for_somebody, add constraint outbox_is_for_somebody %s',
      replace(pg_get_constraintdef(oid), '''sign_in''::text, ', '')) from pg_constraint where conname = 'outbox_is_for_somebody');
  else
    alter table outbox alter column person_id set not null;
    comment on column outbox.person_id is null;
  end if;
end $$;
alter table followers drop column address, drop column token_hash, drop column drawn_at;
drop table signin_requests;

update schema_migrations set dirty = false;
