create table spam_calls (
  ticket_id        bigint      primary key references tickets,
  called_by_id     bigint      not null references people,
  called_at        timestamptz not null,
  status           text        not null constraint spam_calls_status check (status in ('new', 'open', 'pending', 'on_hold', 'solved')),
  finished_as      text,
  unanswered_since timestamptz,
  ended_status     text,
  ended_as         text,
  waiting_for      text        not null default '',
  unanswered       bigint[]    not null default '{}'
);
comment on table spam_calls is 'Tickets that were called spam, with what each goes back to when that is undone.';
comment on column spam_calls.unanswered is 'The customer''s messages that nobody had answered then.';

create table blocks (
  id         bigint      generated always as identity primary key,
  kind       text        not null constraint blocks_kind check (kind in ('address', 'domain', 'network')),
  value      text        not null,
  reason     text        not null,
  made_by_id bigint      not null references people,
  made_at    timestamptz not null,
  ends_at    timestamptz,
  ticket_id  bigint      references tickets,
  constraint blocks_once unique (kind, value),
  constraint blocks_network_is_one check (kind <> 'network' or value::cidr is not null)
);
create index blocks_of_ticket on blocks (ticket_id) where ticket_id is not null;
comment on table blocks is 'From whom nothing becomes a ticket: it is suspended.';
comment on column blocks.value is 'In lower case: an address, what follows its @, or a network.';
comment on column blocks.ends_at is 'Null: until somebody ends it.';
comment on column blocks.ticket_id is 'The ticket with which it was called spam: undoing that ends the block.';

create table suspended (
  id           bigint      generated always as identity primary key,
  key_hash     bytea       not null constraint suspended_key unique,
  content_hash bytea       not null,
  number       bigint      not null default nextval('ticket_numbers') constraint suspended_number unique,
  cause        text        not null constraint suspended_cause check (cause in ('blocked', 'spam_ticket', 'honeypot', 'no_proof', 'too_many')),
  ticket_id    bigint      references tickets,
  author_id    bigint      references people,
  team_id      bigint      references teams on delete set null,
  topic_id     bigint      references topics,
  name         text        not null,
  address      text        not null,
  subject      text        not null,
  body         text        not null,
  locale       text        not null constraint suspended_locale check (locale in ('en', 'sv', 'da', 'pl', 'el')),
  network      text        not null default '',
  came_at      timestamptz not null,
  due_at       timestamptz not null,
  constraint suspended_on_a_ticket check ((cause = 'spam_ticket') = (ticket_id is not null))
);
create index suspended_newest on suspended (came_at desc, id desc);
create index suspended_of_author on suspended (author_id) where author_id is not null;
create index suspended_of_ticket on suspended (ticket_id) where ticket_id is not null;
comment on table suspended is 'What came and became no ticket: it waits 30 days for somebody to take it back.';
comment on column suspended.number is 'Of the ticket that it becomes if it is taken back; the sender has read it.';
comment on column suspended.ticket_id is 'The ticket, called spam, that it was written on.';
comment on column suspended.author_id is 'Who wrote it; null: whoever has the address.';
comment on column suspended.team_id is 'Who would have got it: if they are a private team, others do not see it here either.';
comment on column suspended.network is 'From where it came, as coarse as the limits count.';
comment on column suspended.due_at is 'When an answer was promised to whoever sent it.';

create table suspended_files (
  id           bigint  generated always as identity primary key,
  suspended_id bigint  not null references suspended on delete cascade,
  name         text    not null,
  kind         text    not null,
  size         bigint  not null,
  blob         text    not null constraint suspended_files_blob check (blob ~ '^[0-9a-f]{64}$')
);
create index suspended_files_of on suspended_files (suspended_id);
create index suspended_files_blobs on suspended_files (blob);
comment on table suspended_files is 'The files of what is suspended.';

create table suspended_answers (
  suspended_id bigint  not null references suspended on delete cascade,
  field_id     bigint  not null references topic_fields,
  names        jsonb   not null,
  kind         text    not null,
  is_shown     boolean not null,
  value        text    not null constraint suspended_answers_say_something check (value <> ''),
  value_names  jsonb   not null default '{}',
  primary key (suspended_id, field_id)
);
comment on table suspended_answers is 'What was answered to its topic''s questions, as ticket_answers keeps it.';

create index tickets_opened on tickets (opened_at);

create table form_secret (
  is_one  boolean  primary key default true constraint form_secret_is_one check (is_one),
  secret  text     not null default gen_random_uuid()::text || gen_random_uuid()::text
);
insert into form_secret default values;
comment on table form_secret is 'What the challenges of the public form are sealed with. It keeps nothing secret but that: who reads it can ask without a proof.';

update schema_migrations set dirty = false;
