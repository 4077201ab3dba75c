-- Who of the supervisors is on duty when; somebody's own hours may be a night; and when customers last had their ticket open.
create table duties (
  id         bigint      generated always as identity primary key,
  person_id  bigint      not null references people,
  from_at    timestamptz not null,
  to_at      timestamptz not null,
  series_id  bigint      not null,
  constraint duties_end_after_they_begin check (from_at < to_at),
  constraint duties_nobody_twice exclude using gist (int8range(person_id, person_id, '[]') with &&, tstzrange(from_at, to_at) with &&)
);
create index duties_by_end on duties (to_at);
create index duties_of_series on duties (series_id, from_at);
create sequence duties_series as bigint owned by duties.series_id;
comment on table duties is 'The duty roster: who of the supervisors is on duty when. Where it says nobody, the supervisors are in their own hours.';
comment on column duties.series_id is 'What was put on the roster together, so that it can be taken off together.';

alter table policy_ladder
  drop constraint policy_ladder_who,
  add constraint policy_ladder_who check (who in ('owner', 'team', 'on_duty', 'team_supervisors', 'all_supervisors', 'admins') or who ~ '^person:[1-9][0-9]{0,17}$');

alter table people
  drop constraint people_works_forward,
  add constraint people_works_some_time check (works_to <> works_from);
comment on column people.works_to is 'When these hours end; before works_from it is on the next morning.';

create table ticket_readings (
  ticket_id  bigint      primary key references tickets,
  read_at    timestamptz,
  unread_id  bigint      references messages
);
create index ticket_readings_unread on ticket_readings (unread_id) where unread_id is not null;
comment on table ticket_readings is 'What the customer whose ticket it is has read of it, as far as its page knows.';
comment on column ticket_readings.read_at is 'When they last had its page open; null: never.';
comment on column ticket_readings.unread_id is 'An answer that they had not read five business days later, while what was promised waited for them. What they do since ends it.';

update schema_migrations set dirty = false;
