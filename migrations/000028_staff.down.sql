drop index audit_of_kind_and_person;
drop index outbox_of_reset;
drop index outbox_of_invitation;
delete from outbox where kind in ('invitation', 'password');
alter table outbox
  drop constraint outbox_is_for_somebody,
  drop constraint outbox_is_about_a_password,
  drop constraint outbox_is_about_an_invitation,
  drop constraint outbox_is_about_a_ticket,
  add constraint outbox_is_about_a_ticket check ((kind = 'notices') = (ticket_id is null)),
  drop constraint outbox_kind,
  add constraint outbox_kind check (kind in ('receipt', 'reply', 'promised', 'moved', 'solved', 'follow_up', 'apology', 'notices')),
  drop column reset_id,
  drop column invitation_id,
  alter column person_id set not null;
comment on column outbox.person_id is null;
alter table people drop column keys_off, drop column signature;
drop table pictures;
drop table staff_links;
drop table password_resets;
drop table staff_invitations;

update schema_migrations set dirty = false;
