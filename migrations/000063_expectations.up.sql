create index promises_due on promises (due_at, id);
create index promises_undelivered on promises (due_at, id) where delivery_failed_at is not null;
create index promises_due_of_owner on promises (owner_id, due_at, id) where owner_id is not null;
comment on index promises_due is 'All promises by when they are due: the page that searches them.';
comment on index promises_undelivered is 'Those that were kept by a mail which never arrived, a few of all.';
comment on index promises_due_of_owner is 'What somebody has promised, by when it is due.';

create table expectations (
  kind         text        not null,
  team_id      bigint      not null references teams on delete cascade,
  topic_id     bigint      references topics on delete cascade,
  priority     text        constraint expectations_priority check (priority in ('urgent', 'high', 'normal', 'low')),
  weekday      smallint    constraint expectations_weekday check (weekday between 1 and 7),
  cases        integer     not null constraint expectations_are_of_many check (cases >= 20),
  half_minutes integer     not null,
  most_minutes integer     not null,
  nine_minutes integer     not null,
  at           timestamptz not null,
  constraint expectations_one_each unique nulls not distinct (kind, team_id, topic_id, priority, weekday),
  constraint expectations_ascend check (0 <= half_minutes and half_minutes <= most_minutes and most_minutes <= nine_minutes)
);
comment on table expectations is 'How long it really took in the last 90 days until what was promised came, in business time; written anew every hour. Of fewer than 20 cases nothing is said.';
comment on column expectations.kind is 'The promise''s.';
comment on column expectations.topic_id is 'What the tickets were about; null: anything.';
comment on column expectations.priority is 'Null: any.';
comment on column expectations.weekday is 'On which day it was promised, Monday 1 to Sunday 7, in the zone of its calendar; null: any.';
comment on column expectations.half_minutes is 'Within how long half of them came; most: 8 of 10; nine: 9 of 10.';

update schema_migrations set dirty = false;
