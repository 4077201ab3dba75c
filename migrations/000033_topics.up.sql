create table topics (
  id           bigint      generated always as identity primary key,
  parent_id    bigint,
  level        smallint    not null constraint topics_level check (level between 1 and 3),
  parent_level smallint    not null generated always as (level - 1) stored,
  names        jsonb       not null constraint topics_have_a_name check (jsonb_typeof(names) = 'object' and names <> '{}'),
  icon         text        not null,
  position     integer     not null,
  team_id      bigint      references teams,
  priority     text        constraint topics_priority check (priority in ('low', 'normal', 'high', 'urgent')),
  is_hidden    boolean     not null default false,
  archived_at  timestamptz,
  constraint topics_level_key unique (id, level),
  constraint topics_below_a_parent check ((parent_id is null) = (level = 1)),
  constraint topics_three_levels foreign key (parent_id, parent_level) references topics (id, level) deferrable initially deferred
);
create index topics_of_parent on topics (parent_id) where parent_id is not null;
create index topics_of_team on topics (team_id) where team_id is not null;
comment on table topics is 'What tickets can be about: a tree of at most three levels.';
comment on column topics.names is 'By language; the desk''s own is always there, and stands in for those that are not.';
comment on column topics.team_id is 'Who gets what is asked about it; null: as its parent says, at the top the first team.';
comment on column topics.priority is 'Null: as its parent says, at the top normal.';
comment on column topics.is_hidden is 'Of it and what is below it no customer hears: only the staff chooses it.';
comment on column topics.archived_at is 'Since when nobody can choose it; tickets about it keep it.';

create table topic_fields (
  id           bigint      generated always as identity primary key,
  topic_id     bigint      not null references topics,
  names        jsonb       not null constraint topic_fields_have_a_name check (jsonb_typeof(names) = 'object' and names <> '{}'),
  hints        jsonb       not null default '{}',
  kind         text        not null constraint topic_fields_kind check (kind in ('text', 'long_text', 'number', 'date', 'choice', 'yes_no')),
  options      jsonb       not null default '[]',
  is_required  boolean     not null,
  is_shown     boolean     not null,
  position     integer     not null,
  archived_at  timestamptz,
  constraint topic_fields_choose_from_some check ((kind = 'choice') = (jsonb_array_length(options) > 0)),
  constraint topic_fields_asked_of_customers check (is_shown or not is_required)
);
create index topic_fields_of_topic on topic_fields (topic_id, position, id);
comment on table topic_fields is 'A topic''s own questions. One is never deleted, for tickets hold answers to it.';
comment on column topic_fields.is_shown is 'The customer is asked it and reads its answer; else the staff alone knows of it.';
comment on column topic_fields.options is 'Of a choice: the names of each, by language.';

create table tags (
  id          bigint      generated always as identity primary key,
  name        citext      not null constraint tags_have_a_name check (name <> ''),
  colour      text        not null constraint tags_colour check (colour in ('plain', 'ink', 'stone', 'hollow', 'sea', 'rose')),
  removed_at  timestamptz
);
create unique index tags_name_key on tags (name) where removed_at is null;
comment on table tags is 'Words by which the staff sorts tickets; no customer sees one.';

create table ticket_tags (
  ticket_id  bigint not null references tickets,
  tag_id     bigint not null references tags,
  primary key (ticket_id, tag_id)
);
create index ticket_tags_by_tag on ticket_tags (tag_id, ticket_id);
comment on table ticket_tags is 'Which tickets have which tags.';

alter table tickets add column topic_id bigint references topics;
create index tickets_queue_of_topic on tickets (topic_id, next_due_at, id) where live and topic_id is not null;
create index tickets_closed_of_topic on tickets (topic_id, closed_at desc, id desc) where not live and topic_id is not null;
comment on column tickets.topic_id is 'What it is about; null: nobody has said.';

create table ticket_answers (
  ticket_id    bigint  not null references tickets,
  field_id     bigint  not null references topic_fields,
  names        jsonb   not null,
  kind         text    not null,
  is_shown     boolean not null,
  value        text    not null constraint ticket_answers_say_something check (value <> ''),
  value_names  jsonb   not null default '{}',
  primary key (ticket_id, field_id)
);
comment on table ticket_answers is 'What was answered to a topic''s questions.';
comment on column ticket_answers.names is 'The question as it was called then: a later name does not rewrite what was asked.';
comment on column ticket_answers.is_shown is 'Whether the customer was shown it then; they read it only while the question is still shown, too.';
comment on column ticket_answers.value_names is 'Of a choice: what was chosen, as it was called then.';

update schema_migrations set dirty = false;
