alter table people
  add column mail_notices text not null default 'hours' constraint people_mail_notices check (mail_notices in ('hours', 'always', 'never')),
  add column works_from   smallint constraint people_works_from check (works_from between 0 and 1439),
  add column works_to     smallint constraint people_works_to check (works_to between 1 and 1440),
  add column works_days   smallint[],
  add constraint people_works_whole check ((works_from is null) = (works_to is null) and (works_from is null) = (works_days is null)),
  add constraint people_works_forward check (works_to > works_from),
  add constraint people_works_days check (works_days <@ '{0,1,2,3,4,5,6}');
comment on column people.mail_notices is 'Whether the staff''s notices come by mail too: in their own hours, at once, or never.';
comment on column people.works_from is 'The person''s own hours, minutes of the day in their zone; null: the desk''s opening hours.';
comment on column people.works_days is 'The weekdays of these hours; 0 is Sunday.';

create table notices (
  id          bigint      generated always as identity primary key,
  person_id   bigint      not null references people,
  kind        text        not null constraint notices_kind check (kind in ('warned', 'came_up', 'broken', 'handed_up', 'apology_drafted',
                'apologies_held', 'asked', 'asked_back', 'told_more', 'answered', 'passed', 'not_answered', 'assigned', 'taken_over', 'undelivered')),
  ticket_id   bigint      references tickets,
  promise_id  bigint      references promises deferrable initially deferred,
  question_id bigint      references questions,
  actor_id    bigint      references people,
  level       smallint    not null default 0,
  at          timestamptz not null,
  read_at     timestamptz,
  mail_at     timestamptz,
  mail_id     bigint      references outbox
);
create unique index notices_once on notices (person_id, kind, promise_id) where promise_id is not null;
create index notices_of_person on notices (person_id, id desc);
create index notices_unread on notices (person_id) where read_at is null;
create index notices_by_mail on notices (mail_at) where mail_id is null and read_at is null and mail_at is not null;
create index notices_of_mail on notices (mail_id) where mail_id is not null;
comment on table notices is 'What somebody of the staff is told in the app, and by mail in their own hours.';
comment on column notices.mail_at is 'When it goes by mail unless it was read by then; null: never.';
comment on column notices.mail_id is 'The mail that told it, with others.';

update schema_migrations set dirty = false;
