-- When somebody of the staff is not there, and who stands in meanwhile. A promise that falls due then is the stand-in's or the team's.
-- Nobody is away twice at once; the ranges are of ready types, so no extension is needed.
create table absences (
  id            bigint      generated always as identity primary key,
  person_id     bigint      not null references people,
  begins_at     timestamptz not null,
  ends_at       timestamptz not null,
  stand_in_id   bigint      references people,
  entered_by_id bigint      references people,
  entered_at    timestamptz not null,
  changed_at    timestamptz not null,
  seen_at       timestamptz,
  constraint absences_end_after_they_begin check (ends_at > begins_at),
  constraint absences_nobody_stands_in_for_themselves check (stand_in_id <> person_id),
  constraint absences_one_at_a_time exclude using gist (int8range(person_id, person_id, '[]') with &&, tstzrange(begins_at, ends_at) with &&)
);
create index absences_of_person on absences (person_id, ends_at);
create index absences_to_come on absences (ends_at);
create index absences_of_stand_in on absences (stand_in_id) where stand_in_id is not null;
comment on table absences is 'When somebody of the staff is not there. Why is nobody''s business and is not asked.';
comment on column absences.ends_at is 'The first instant at which they are there again.';
comment on column absences.stand_in_id is 'Who has what falls due meanwhile; null: the team of each ticket.';
comment on column absences.seen_at is 'When they had read what happened meanwhile, and put it away.';

alter table promises
  add column stands_for_id bigint references people,
  add constraint promises_nobody_stands_in_for_themselves check (stands_for_id <> owner_id);
comment on column promises.stands_for_id is 'Whose it is, who is away when it falls due: the owner has it meanwhile. Null: it is the owner''s own.';
create index promises_lent on promises (stands_for_id, due_at) where stands_for_id is not null;

update schema_migrations set dirty = false;
