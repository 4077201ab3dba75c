create table audit (
  id         bigint      generated always as identity primary key,
  at         timestamptz not null,
  actor_id   bigint      references people,
  kind       text        not null,
  person_id  bigint      references people,
  object     text        not null default '',
  was        text        not null default '',
  became     text        not null default '',
  network    text        not null default ''
);
create index audit_of_person on audit (person_id, id desc) where person_id is not null;
create index audit_of_actor on audit (actor_id, id desc) where actor_id is not null;
comment on table audit is 'Every change of rights, settings and persons, every sign-in, export and erasure; only ever added to.';
comment on column audit.actor_id is 'Who did it; null: Kept itself, or the machine''s operator.';
comment on column audit.person_id is 'Whom it is about, if it is about a person.';
comment on column audit.object is 'What else it is about: a team, a setting, a company, by kind and number or name.';

update schema_migrations set dirty = false;
