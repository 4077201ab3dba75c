create table teams (
  id         bigint generated always as identity primary key,
  name       text   not null constraint teams_name_key unique constraint teams_have_a_name check (name <> ''),
  icon       text   not null default 'users',
  position   integer not null default 0
);
comment on table teams is 'Groups of staff; until a ticket has an owner, its team owns it.';

create table people (
  id          bigint      generated always as identity primary key,
  role        text        not null constraint people_have_a_role check (role in ('customer', 'agent', 'technician', 'supervisor', 'admin')),
  name        text        not null constraint people_have_a_name check (name <> ''),
  address     citext      not null constraint people_address_key unique,
  company     text        not null default '',
  locale      text        not null constraint people_speak check (locale in ('en', 'sv', 'da', 'pl', 'el')),
  zone        text,
  password    text,
  is_active   boolean     not null default true,
  created_at  timestamptz not null
);
comment on table people is 'Customers and staff.';
comment on column people.zone is 'IANA zone of agreed times with this person; null: unknown, the desk''s is used.';
comment on column people.password is 'argon2id in its standard text form; staff only.';

create table team_members (
  team_id   bigint not null references teams,
  person_id bigint not null references people,
  primary key (team_id, person_id)
);
create index team_members_of_person on team_members (person_id);

create table sessions (
  token_hash  bytea       primary key,
  person_id   bigint      not null references people,
  created_at  timestamptz not null default clock_timestamp(),
  seen_at     timestamptz not null default clock_timestamp()
);
create index sessions_of_person on sessions (person_id);
comment on table sessions is 'Who is signed in. Sessions live in real time, also where a demo''s clock is moved.';

create table invitations (
  token_hash  bytea       primary key,
  kind        text        not null constraint invitations_kind check (kind in ('first_admin')),
  created_at  timestamptz not null default clock_timestamp()
);
comment on table invitations is 'One-time links for staff: so far the one that makes the first admin.';

create table throttles (
  key        text        not null,
  starts_at  timestamptz not null,
  count      integer     not null,
  primary key (key, starts_at)
);
comment on table throttles is 'How often something was tried in a window of real time: sign-ins and the public form.';

update schema_migrations set dirty = false;
