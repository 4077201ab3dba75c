create sequence ticket_numbers start with 4701;

create table tickets (
  id                bigint      generated always as identity primary key,
  number            bigint      not null default nextval('ticket_numbers') constraint tickets_number_key unique,
  subject           text        not null constraint tickets_have_a_subject check (subject <> ''),
  status            text        not null constraint tickets_status check (status in ('new', 'open', 'pending', 'on_hold', 'solved', 'closed')),
  priority          text        not null constraint tickets_priority check (priority in ('low', 'normal', 'high', 'urgent')),
  team_id           bigint      not null references teams,
  assignee_id       bigint      references people,
  requester_id      bigint      not null references people,
  locale            text        not null constraint tickets_locale check (locale in ('en', 'sv', 'da', 'pl', 'el')),
  channel           text        not null constraint tickets_channel check (channel in ('web', 'mail', 'phone')),
  policy_version_id bigint      not null references policy_versions,
  cycle             integer     not null default 1,
  finished_as       text        constraint tickets_finished_as check (finished_as in ('confirmed', 'silent')),
  close_reason      text        constraint tickets_close_reason check (close_reason in ('confirmed', 'silent', 'merged', 'spam')),
  linked_from_id    bigint      references tickets,
  opened_at         timestamptz not null,
  solved_at         timestamptz,
  closed_at         timestamptz,
  unanswered_since  timestamptz,
  owed_since        timestamptz,
  next_promise_id   bigint,
  next_due_at       timestamptz,
  last_event        integer     not null default 0,
  live              boolean     not null generated always as (status <> 'closed') stored,
  next_open         boolean     generated always as (case when next_promise_id is not null then true end) stored,
  constraint tickets_live_key unique (id, live),
  constraint tickets_live_has_a_promise check ((status = 'closed') = (next_promise_id is null)),
  constraint tickets_promise_has_a_time check ((next_promise_id is null) = (next_due_at is null)),
  constraint tickets_closed_has_a_reason check ((status = 'closed') = (close_reason is not null)),
  constraint tickets_closed_has_a_time check ((status = 'closed') = (closed_at is not null))
);
comment on table tickets is 'One customer problem each, from first word to closed.';
comment on column tickets.next_promise_id is 'The pending promise that is due first; no ticket that is not closed is without one.';
comment on column tickets.owed_since is 'The oldest due time that was broken and is still owed: since then the ticket is late.';
comment on column tickets.unanswered_since is 'When the oldest customer''s message was written that nobody has answered.';
comment on column tickets.finished_as is 'The customer said that it works, or was silent past the question: closes when no agreed promise stands.';
comment on column tickets.linked_from_id is 'The closed ticket that this one continues.';

create table promises (
  id                  bigint      generated always as identity primary key,
  ticket_id           bigint      not null references tickets,
  cycle               integer     not null,
  kind                text        not null constraint promises_kind check (kind in ('first_reply', 'next_reply', 'update', 'resolution', 'callback', 'visit', 'commitment', 'follow_up', 'check_back', 'confirmation')),
  state               text        not null constraint promises_state check (state in ('pending', 'paused', 'kept', 'broken', 'withdrawn', 'superseded', 'lapsed')),
  due_at              timestamptz,
  breaks_at           timestamptz,
  owner_id            bigint      references people,
  owner_team_id       bigint      references teams,
  made_by_id          bigint      references people,
  made_at             timestamptz not null,
  words               text        not null default '',
  started_at          timestamptz not null,
  target_microseconds bigint,
  used_microseconds   bigint      not null default 0,
  left_microseconds   bigint,
  policy_version_id   bigint      not null references policy_versions,
  told_at             timestamptz,
  recovers_id         bigint      references promises deferrable initially deferred,
  successor_id        bigint      references promises deferrable initially deferred,
  ended_at            timestamptz,
  ended_by            integer,
  end_reason          text        not null default '',
  noticed_at          timestamptz,
  delivered_at        timestamptz,
  released_at         timestamptz,
  open                boolean     not null generated always as (state = 'pending') stored,
  live                boolean     generated always as (case when state in ('pending', 'paused') then true end) stored,
  constraint promises_pointer_key unique (ticket_id, id, open, due_at),
  constraint promises_pending_is_whole check (state <> 'pending' or due_at is not null and breaks_at is not null and (owner_id is not null or owner_team_id is not null)),
  constraint promises_paused_is_whole check ((state = 'paused') = (left_microseconds is not null) and (state <> 'paused' or kind = 'resolution')),
  constraint promises_ended_when_terminal check ((state in ('pending', 'paused')) = (ended_at is null)),
  constraint promises_broken_is_noticed check ((state = 'broken') = (noticed_at is not null)),
  constraint promises_owed_once check (delivered_at is null or released_at is null),
  constraint promises_owed_was_broken check (state = 'broken' or delivered_at is null and released_at is null),
  constraint promises_breaks_after_due check (breaks_at >= due_at),
  constraint promises_of_live_tickets foreign key (ticket_id, live) references tickets (id, live) deferrable initially deferred
);
comment on table promises is 'What customers were promised, by when and by whom. A terminal promise never changes its ticket, state, kind, due time or end.';
comment on column promises.breaks_at is 'Past this instant it is broken: the due time, but for visits and running calls.';
comment on column promises.started_at is 'Where the business time counts from that runs now.';
comment on column promises.used_microseconds is 'Business time used before started_at, pauses excluded.';
comment on column promises.left_microseconds is 'Paused only: the business time left to the due time.';
comment on column promises.told_at is 'When the customer was first shown or sent this time.';
comment on column promises.ended_by is 'Number of the ticket''s event that ended it.';
comment on column promises.noticed_at is 'When a break was noticed; it counts from due_at, however late that is.';

alter table tickets
  add constraint tickets_next_promise_is_pending foreign key (id, next_promise_id, next_open, next_due_at)
    references promises (ticket_id, id, open, due_at) deferrable initially deferred;

create function keep_terminal_promises() returns trigger language plpgsql as $$
begin
  if old.state in ('pending', 'paused') then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  if tg_op = 'DELETE' then
    raise exception 'promise % has ended and is never deleted', old.id using errcode = 'check_violation', constraint = 'promises_terminal_is_final';
  end if;
  if (new.id, new.ticket_id, new.state, new.kind, new.due_at, new.ended_at) is distinct from (old.id, old.ticket_id, old.state, old.kind, old.due_at, old.ended_at) then
    raise exception 'promise % has ended and never changes', old.id using errcode = 'check_violation', constraint = 'promises_terminal_is_final';
  end if;
  return new;
end $$;
create trigger promises_terminal_is_final before update or delete on promises
  for each row execute function keep_terminal_promises();

create function next_promise_is_first() returns trigger language plpgsql as $$
declare
  pointed bigint;
  due_first bigint;
begin
  select next_promise_id into pointed from tickets where id = new.ticket_id;
  select id into due_first from promises where ticket_id = new.ticket_id and open order by due_at, id limit 1;
  if pointed is distinct from due_first then
    raise exception 'ticket % points at promise %, but % is due first', new.ticket_id, pointed, due_first
      using errcode = 'check_violation', constraint = 'tickets_next_promise_is_first';
  end if;
  return null;
end $$;
create constraint trigger promises_next_is_first after insert or update of ticket_id, state, due_at on promises
  deferrable initially deferred for each row execute function next_promise_is_first();

create function pointer_is_first() returns trigger language plpgsql as $$
declare
  due_first bigint;
begin
  select id into due_first from promises where ticket_id = new.id and open order by due_at, id limit 1;
  if (select next_promise_id from tickets where id = new.id) is distinct from due_first then
    raise exception 'ticket % does not point at the promise that is due first, %', new.id, due_first
      using errcode = 'check_violation', constraint = 'tickets_next_promise_is_first';
  end if;
  return null;
end $$;
create constraint trigger tickets_next_is_first after insert or update of next_promise_id on tickets
  deferrable initially deferred for each row execute function pointer_is_first();

create index tickets_queue on tickets (next_due_at, id) where live and owed_since is null;
create index tickets_late on tickets (owed_since, id) where live and owed_since is not null;
create index tickets_of_requester on tickets (requester_id, id);
create index tickets_solved on tickets (solved_at desc, id desc) where solved_at is not null;
create index tickets_closed on tickets (closed_at desc, id desc) where not live;
create index promises_open_of_ticket on promises (ticket_id, due_at, id) where open;
create index promises_of_ticket on promises (ticket_id, id);
create index promises_alarm on promises (breaks_at, id) where open;
create index promises_of_owner on promises (owner_id, ticket_id) where open;
create index promises_by_due on promises (due_at) where state in ('pending', 'kept', 'broken');

create table messages (
  id             bigint      generated always as identity primary key,
  ticket_id      bigint      not null references tickets,
  audience       text        not null constraint messages_audience check (audience in ('public', 'internal')),
  author_id      bigint      not null references people,
  by_staff       boolean     not null,
  said           text        constraint messages_said check (said in ('not_yet')),
  body           text        not null,
  channel        text        not null constraint messages_channel check (channel in ('web', 'mail', 'phone')),
  created_at     timestamptz not null,
  answered_by_id bigint      references messages,
  constraint messages_notes_are_ours check (by_staff or audience = 'public'),
  constraint messages_say_something check (body <> '' or said is not null)
);
create index messages_of_ticket on messages (ticket_id, id);
comment on table messages is 'Public replies, customers'' messages and internal notes; never edited silently.';
comment on column messages.audience is 'internal reaches no customer by any way; there is no default on purpose.';
comment on column messages.said is 'not_yet: the customer pressed "No, not yet"; the body may be empty then.';
comment on column messages.answered_by_id is 'The staff''s public message that answered this customer''s one.';

create table attachments (
  id          bigint  generated always as identity primary key,
  message_id  bigint  not null references messages,
  name        text    not null,
  kind        text    not null,
  size        bigint  not null,
  blob        text    not null constraint attachments_blob check (blob ~ '^[0-9a-f]{64}$')
);
create index attachments_of_message on attachments (message_id);
comment on column attachments.blob is 'SHA-256 of the content: where the bytes lie.';

create table submissions (
  key_hash     bytea       primary key,
  content_hash bytea       not null,
  ticket_id    bigint      not null references tickets,
  message_id   bigint      not null references messages,
  created_at   timestamptz not null
);
comment on table submissions is 'Forms that were sent, by the key that the form made: the same key never makes a second ticket or message.';

create table ticket_links (
  token_hash  bytea       primary key,
  ticket_id   bigint      not null references tickets,
  person_id   bigint      not null references people,
  created_at  timestamptz not null
);
create index ticket_links_of_ticket on ticket_links (ticket_id);
comment on table ticket_links is 'The links in mails: 128 random bits, stored hashed; every mail carries a new one, earlier ones stay valid.';

update schema_migrations set dirty = false;
