-- What the record of the last 90 days shows, gathered every hour: within which business time what kind of promise was kept.
create table expectations (
  kind              text     not null constraint expectations_kind check (kind in ('first_reply', 'next_reply', 'update', 'resolution', 'callback', 'visit', 'commitment')),
  team_id           bigint   references teams on delete cascade,
  topic_id          bigint   references topics on delete cascade,
  priority          text     constraint expectations_priority check (priority in ('low', 'normal', 'high', 'urgent')),
  weekday           smallint constraint expectations_weekday check (weekday between 0 and 6),
  cases             integer  not null constraint expectations_have_enough_cases check (cases >= 20),
  p50_microseconds  bigint   not null,
  p80_microseconds  bigint   not null,
  p90_microseconds  bigint   not null,
  constraint expectations_key unique nulls not distinct (kind, team_id, topic_id, priority, weekday),
  constraint expectations_widen check (team_id is not null or priority is null and topic_id is null and weekday is null),
  constraint expectations_widen_by_priority check (priority is not null or topic_id is null and weekday is null),
  constraint expectations_grow check (0 <= p50_microseconds and p50_microseconds <= p80_microseconds and p80_microseconds <= p90_microseconds)
);
create index expectations_of_team on expectations (team_id) where team_id is not null;
create index expectations_of_topic on expectations (topic_id) where topic_id is not null;
comment on table expectations is 'What really happened, by groups that have at least 20 cases. A column that is null is not looked at: the group is wider by it.';
comment on column expectations.topic_id is 'What the tickets are about, or what lies below it.';
comment on column expectations.weekday is 'On which day it was promised, in the zone of the calendar that counts. 0 is Sunday.';
comment on column expectations.p80_microseconds is 'Business time within which 8 of 10 were kept.';

create table expectation_rounds (
  one         boolean     primary key default true constraint expectation_rounds_one check (one),
  gathered_at timestamptz not null
);
insert into expectation_rounds (gathered_at) values ('2000-01-01T00:00:00Z');
comment on table expectation_rounds is 'When the record was read last.';

-- What a feed changes can be for the tickets too that are open: whoever asked for that answers for it.
alter table calendar_feeds add column for_open_by bigint references people;
create index calendar_feeds_for_open on calendar_feeds (for_open_by) where for_open_by is not null;
comment on column calendar_feeds.for_open_by is 'Who asked that what it changes be for the tickets too that are open; null: for new tickets only.';

update schema_migrations set dirty = false;
