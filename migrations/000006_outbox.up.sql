create table outbox (
  id            bigint      generated always as identity primary key,
  kind          text        not null constraint outbox_kind check (kind in ('receipt', 'reply', 'promised', 'moved', 'solved')),
  state         text        not null constraint outbox_state check (state in ('held', 'queued', 'sending', 'sent', 'uncertain', 'failed')),
  is_automatic  boolean     not null,
  message_key   text        not null constraint outbox_message_key unique,
  ticket_id     bigint      not null references tickets,
  person_id     bigint      not null references people,
  message_id    bigint      references messages,
  promise_id    bigint      references promises deferrable initially deferred,
  was_at        timestamptz,
  reason        text        not null default '',
  tries         integer     not null default 0,
  next_try_at   timestamptz,
  claimed_at    timestamptz,
  created_at    timestamptz not null,
  sent_at       timestamptz,
  error         text        not null default '',
  constraint outbox_waits_only_queued check (next_try_at is null or state = 'queued'),
  constraint outbox_sent_has_a_time check ((state = 'sent') = (sent_at is not null))
);
create index outbox_due on outbox (next_try_at) where state = 'queued' and next_try_at is not null;
create index outbox_unsent on outbox (id) where state <> 'sent';
create index outbox_of_ticket on outbox (ticket_id, id);
comment on table outbox is 'Every mail to a customer, with one Message-ID for ever.';
comment on column outbox.is_automatic is 'Automatic mail is claimed before it is sent and never sent again after an unknown outcome; a person''s reply is, with the same Message-ID.';
comment on column outbox.next_try_at is 'When the next try is due, in kept_now(); null: at once.';

create table sent_mails (
  id          bigint      generated always as identity primary key,
  outbox_key  text        not null constraint sent_mails_key unique,
  to_name     text        not null,
  to_address  text        not null,
  subject     text        not null,
  text        text        not null,
  html        text        not null,
  sent_at     timestamptz not null
);
comment on table sent_mails is 'The demo desk''s mailbox: every mail that it would have sent. Empty on a real desk.';

create table workers (
  name        text        primary key,
  started_at  timestamptz not null default clock_timestamp(),
  beat_at     timestamptz not null default clock_timestamp()
);
comment on table workers is 'The pulse of each worker''s sweep, in real time.';

update schema_migrations set dirty = false;
