create table events (
  ticket_id   bigint      not null references tickets,
  number      integer     not null,
  at          timestamptz not null,
  actor_id    bigint      references people,
  kind        text        not null,
  message_id  bigint      references messages,
  promise_id  bigint      references promises deferrable initially deferred,
  person_id   bigint      references people,
  team_id     bigint      references teams,
  was         text        not null default '',
  became      text        not null default '',
  was_at      timestamptz,
  became_at   timestamptz,
  primary key (ticket_id, number)
);
create index events_by_time on events (at);
comment on table events is 'What happened to tickets, one row for each change, in the transaction that made it; numbered without gaps per ticket.';
comment on column events.actor_id is 'Who did it; null: Kept itself, by a rule.';

update schema_migrations set dirty = false;
