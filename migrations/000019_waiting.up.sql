alter table policy_versions
  add column warn_percent   integer   not null default 75 constraint policy_warn_percent check (warn_percent between 1 and 99),
  add column warn_minutes   integer   not null default 30 constraint policy_warn_minutes check (warn_minutes > 0),
  add column follow_up_days integer[] not null default '{2,5,10}' constraint policy_follow_ups check (cardinality(follow_up_days) = 3 and 0 < all (follow_up_days)),
  add column hold_pauses    boolean   not null default false,
  add column apology_mode   text      not null default 'automatic' constraint policy_apology_mode check (apology_mode in ('automatic', 'drafted', 'off')),
  add column apology_minutes integer  not null default 15 constraint policy_apology_minutes check (apology_minutes >= 0),
  add column answer_minutes integer   not null default 120 constraint policy_answer check (answer_minutes > 0);
comment on column policy_versions.warn_percent is 'Of the business time of a target''s promise: when its owner is warned.';
comment on column policy_versions.warn_minutes is 'Before an agreed time: when its owner is warned.';
comment on column policy_versions.follow_up_days is 'Business days after the customer''s turn began at which a silent customer is written to.';
comment on column policy_versions.hold_pauses is 'Whether waiting for others pauses the resolution.';
comment on column policy_versions.apology_minutes is 'Minutes from a break to its apology.';
comment on column policy_versions.answer_minutes is 'Business minutes that a supervisor has to answer a question.';

create table policy_ladder (
  policy_version_id bigint   not null references policy_versions,
  level             smallint not null constraint policy_ladder_level check (level between 1 and 3),
  who               text     not null constraint policy_ladder_who check (who in ('team_supervisors', 'all_supervisors', 'admins')),
  primary key (policy_version_id, level)
);
comment on table policy_ladder is 'Who is told, level by level, when a promise broke or a question was not answered.';
insert into policy_ladder (policy_version_id, level, who)
  select v.id, l.level, l.who from policy_versions v,
    (values (1, 'team_supervisors'), (2, 'all_supervisors'), (3, 'admins')) l (level, who);

alter table tickets
  add column waiting_for   text not null default '',
  add column waiting_since timestamptz,
  add column ended_status  text constraint tickets_ended_status check (ended_status in ('pending', 'on_hold', 'solved', 'closed')),
  add column ended_as      text constraint tickets_ended_as check (ended_as in ('confirmed', 'silent')),
  add column hand_overs    integer not null default 0,
  add constraint tickets_waiting_has_a_time check ((status = 'pending') = (waiting_since is not null));
comment on column tickets.waiting_for is 'For what or for whom we wait, in the staff''s words.';
comment on column tickets.waiting_since is 'When the customer''s turn began; follow-ups count from it.';
comment on column tickets.ended_status is 'The status that the oldest unanswered message ended; null: none.';
comment on column tickets.ended_as is 'What the solved or closed ticket had been finished as when that message came.';
comment on column tickets.hand_overs is 'How often the ticket went from one owner to another.';

alter table promises
  add column warn_at      timestamptz,
  add column warned_at    timestamptz,
  add column step         smallint not null default 0,
  add column posted_at    timestamptz,
  add column left_at      timestamptz,
  add column apologised_at timestamptz,
  add constraint promises_warned_at_its_time check (warned_at is null or warn_at is not null),
  add constraint promises_step check ((kind = 'follow_up') = (step > 0)),
  add constraint promises_apologised_was_broken check (apologised_at is null or state = 'broken');
comment on column promises.warn_at is 'When its owner is warned; of a check-back: when it comes up. Null: never.';
comment on column promises.step is 'Of a follow-up: which of the three.';
comment on column promises.posted_at is 'Of what the worker keeps by a mail: when the mail was asked for.';
comment on column promises.left_at is 'Of what the worker keeps by a mail: when that mail left the house. Silence counts from it.';
comment on column promises.apologised_at is 'When the customer was told that this time was not kept, and that we are sorry.';
create index promises_warning on promises (warn_at, id) where state = 'pending' and warned_at is null and warn_at is not null;
create index promises_kept on promises (ended_at) where state = 'kept';
create index promises_without_apology on promises (due_at, id) where state = 'broken' and told_at is not null and apologised_at is null and released_at is null;

alter table messages add column late_for timestamptz[];
comment on column messages.late_for is 'The promised times that this reply came late for: its first lines say so.';
create index attachments_by_blob on attachments (blob);

create table waiting_replies (
  ticket_id    bigint      primary key references tickets,
  author_id    bigint      not null references people,
  key_hash     bytea       not null constraint waiting_replies_key unique,
  content_hash bytea       not null,
  message_id   bigint      not null,
  seen_id      bigint      not null,
  body         text        not null,
  files        jsonb       not null,
  acts         jsonb       not null,
  pressed_at   timestamptz not null,
  public_at    timestamptz not null
);
create index waiting_replies_alarm on waiting_replies (public_at);
comment on table waiting_replies is 'Replies in their undo time. Each becomes a message at public_at, whoever notices it; until then nothing has happened.';
comment on column waiting_replies.message_id is 'The number that the message will have.';
comment on column waiting_replies.acts is 'What the reply does besides being read: promises kept, withdrawn and made, and the new status.';

update schema_migrations set dirty = false;
