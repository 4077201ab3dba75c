create table staff_invitations (
  id           bigint      generated always as identity primary key,
  address      citext      not null,
  name         text        not null default '',
  role         text        not null constraint staff_invitations_have_a_role check (role in ('agent', 'technician', 'supervisor', 'admin')),
  team_ids     bigint[]    not null default '{}',
  locale       text        not null constraint staff_invitations_speak check (locale in ('en', 'sv', 'da', 'pl', 'el')),
  invited_by   bigint      not null references people,
  invited_at   timestamptz not null default clock_timestamp(),
  used_at      timestamptz,
  withdrawn_at timestamptz,
  constraint staff_invitations_end_once check (used_at is null or withdrawn_at is null)
);
create unique index staff_invitations_open on staff_invitations (address) where used_at is null and withdrawn_at is null;
comment on table staff_invitations is 'Who was invited to work here, and as what. One that is open to an address.';
comment on column staff_invitations.team_ids is 'The teams that they join; one that is gone by then is left out.';
comment on column staff_invitations.invited_at is 'When it was sent, the last time. Real time, as its links live.';

create table staff_links (
  token_hash     bytea       primary key,
  invitation_id  bigint      references staff_invitations,
  reset_id       bigint,
  created_at     timestamptz not null default clock_timestamp(),
  constraint staff_links_lead_somewhere check ((invitation_id is null) <> (reset_id is null))
);
create index staff_links_of_invitation on staff_links (invitation_id) where invitation_id is not null;
comment on table staff_links is 'Mailed links for staff, hashed: an invitation''s works for three days, a forgotten password''s for an hour, both once.';

create table password_resets (
  id          bigint      generated always as identity primary key,
  address     citext      not null,
  asked_at    timestamptz not null default clock_timestamp(),
  network     text        not null default ''
);
comment on table password_resets is 'Who has forgotten their password. It is written for an unknown address too: whose it is, is looked up when the letter leaves.';
alter table staff_links add constraint staff_links_reset_id_fkey foreign key (reset_id) references password_resets on delete cascade;
create index staff_links_of_reset on staff_links (reset_id) where reset_id is not null;

create table pictures (
  person_id  bigint      primary key references people,
  version    text        not null constraint pictures_have_a_version check (version <> ''),
  content    bytea       not null constraint pictures_are_small check (octet_length(content) <= 131072),
  set_at     timestamptz not null
);
comment on table pictures is 'The faces of the staff: squares that Kept has drawn anew, so nothing of the uploaded file is left.';
comment on column pictures.version is 'Names what is seen, so that a browser may keep it.';

alter table people
  add column signature text    not null default '',
  add column keys_off  boolean not null default false;
comment on column people.signature is 'Stands under the person''s answers in mails.';
comment on column people.keys_off is 'The person wants no single-letter keys, in any browser.';

alter table outbox
  alter column person_id drop not null,
  add column invitation_id bigint references staff_invitations,
  add column reset_id      bigint references password_resets,
  drop constraint outbox_kind,
  add constraint outbox_kind check (kind in ('receipt', 'reply', 'promised', 'moved', 'solved', 'follow_up', 'apology', 'notices', 'invitation', 'password')),
  drop constraint outbox_is_about_a_ticket,
  add constraint outbox_is_about_a_ticket check ((kind in ('notices', 'invitation', 'password')) = (ticket_id is null)),
  add constraint outbox_is_about_an_invitation check ((kind = 'invitation') = (invitation_id is not null)),
  add constraint outbox_is_about_a_password check ((kind = 'password') = (reset_id is not null)),
  add constraint outbox_is_for_somebody check ((kind in ('invitation', 'password')) = (person_id is null));
create index outbox_of_invitation on outbox (invitation_id) where invitation_id is not null;
create index outbox_of_reset on outbox (reset_id) where reset_id is not null;
comment on column outbox.person_id is 'Whose mail it is; null: somebody who is not one of the people yet, or whose address is looked up when it leaves.';

create index audit_of_kind_and_person on audit (kind, person_id, id desc);

update schema_migrations set dirty = false;
