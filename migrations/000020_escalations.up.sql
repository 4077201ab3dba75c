create table escalations (
  id          bigint      generated always as identity primary key,
  ticket_id   bigint      not null references tickets,
  promise_id  bigint      not null constraint escalations_one_per_promise unique references promises deferrable initially deferred,
  level       smallint    not null constraint escalations_level check (level between 1 and 3),
  opened_at   timestamptz not null,
  told_at     timestamptz not null,
  closed_at   timestamptz
);
create index escalations_open on escalations (level, opened_at, id) where closed_at is null;
create index escalations_of_ticket on escalations (ticket_id, id);
comment on table escalations is 'A promise that broke, handed up: one for it and all its recoveries, raised level by level, closed when delivered or released.';
comment on column escalations.promise_id is 'The promise that broke first.';
comment on column escalations.told_at is 'When the people of its level were told last.';

create table skills (
  id    bigint generated always as identity primary key,
  name  text   not null constraint skills_name_key unique constraint skills_have_a_name check (name <> '')
);
create table person_skills (
  person_id bigint not null references people,
  skill_id  bigint not null references skills,
  primary key (person_id, skill_id)
);
create index person_skills_by_skill on person_skills (skill_id);

create table questions (
  id          bigint      generated always as identity primary key,
  ticket_id   bigint      not null references tickets,
  asker_id    bigint      not null references people,
  skill_id    bigint      references skills,
  state       text        not null constraint questions_state check (state in ('asked', 'asked_back', 'answered', 'withdrawn')),
  taken_by_id bigint      references people,
  answer_by   timestamptz not null,
  alarm_at    timestamptz,
  level       smallint    not null default 1 constraint questions_level check (level between 1 and 3),
  asked_at    timestamptz not null,
  ended_at    timestamptz,
  constraint questions_ended_when_done check ((state in ('answered', 'withdrawn')) = (ended_at is not null)),
  constraint questions_alarm_while_open check (alarm_at is null or state = 'asked')
);
create index questions_open on questions (answer_by, id) where ended_at is null;
create index questions_alarm on questions (alarm_at, id) where alarm_at is not null;
create index questions_of_ticket on questions (ticket_id, id);
comment on table questions is 'What somebody asked the supervisors about a ticket. The ticket stays with its owner.';
comment on column questions.state is 'asked: the supervisors'' move; asked_back: the asker''s.';
comment on column questions.alarm_at is 'When the next level is told that it is still not answered.';

create table question_turns (
  id           bigint      generated always as identity primary key,
  question_id  bigint      not null references questions,
  kind         text        not null constraint question_turns_kind check (kind in ('asked', 'taken', 'passed', 'asked_back', 'told', 'answered', 'withdrawn')),
  author_id    bigint      not null references people,
  to_id        bigint      references people,
  body         text        not null default '',
  at           timestamptz not null
);
create index question_turns_of_question on question_turns (question_id, id);
comment on table question_turns is 'A question and what was said to it, internal for ever.';

create table apologies (
  id         bigint      generated always as identity primary key,
  ticket_id  bigint      not null references tickets,
  state      text        not null constraint apologies_state check (state in ('waiting', 'drafted', 'held', 'sent', 'dropped')),
  leave_at   timestamptz not null,
  made_at    timestamptz not null,
  ended_at   timestamptz,
  day        date,
  by_id      bigint      references people,
  words      text        not null default '',
  constraint apologies_ended_when_done check ((state in ('sent', 'dropped')) = (ended_at is not null)),
  constraint apologies_sent_on_a_day check ((state = 'sent') = (day is not null)),
  constraint apologies_one_a_day unique (ticket_id, day)
);
create unique index apologies_open on apologies (ticket_id) where ended_at is null;
create index apologies_alarm on apologies (leave_at, id) where state = 'waiting';
create index apologies_held on apologies (id) where state = 'held';
create index apologies_sent on apologies (ended_at) where state = 'sent';
comment on table apologies is 'What the customer is told when a promise broke that they knew of: one mail for everything owed, at most one a day and ticket.';
comment on column apologies.day is 'The local date of the policy''s calendar on which it left.';
comment on column apologies.words is 'What a person wrote instead of the ready sentence.';
alter table promises add column apology_id bigint references apologies deferrable initially deferred;
comment on column promises.apology_id is 'The apology that named it; null where a late reply said it.';

alter table outbox
  alter column ticket_id drop not null,
  add column apology_id bigint references apologies deferrable initially deferred,
  drop constraint outbox_kind,
  add constraint outbox_kind check (kind in ('receipt', 'reply', 'promised', 'moved', 'solved', 'follow_up', 'apology', 'notices')),
  add constraint outbox_is_about_a_ticket check ((kind = 'notices') = (ticket_id is null));
create index outbox_sent on outbox (sent_at desc, id desc) where state = 'sent';
create unique index outbox_one_follow_up on outbox (promise_id) where kind = 'follow_up';
create unique index outbox_one_apology on outbox (apology_id) where apology_id is not null;

update schema_migrations set dirty = false;
