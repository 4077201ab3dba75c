create table stuck_tickets (
  ticket_id    bigint      primary key references tickets,
  tries        integer     not null constraint stuck_tickets_tries check (tries > 0),
  error        text        not null,
  worker       text        not null,
  failed_at    timestamptz not null,
  next_try_at  timestamptz not null
);
comment on table stuck_tickets is 'Tickets on which time has something to do and no worker could do it; gone when one could, or nothing is left to do.';
comment on column stuck_tickets.tries is 'Failures in a row, of all workers together.';
comment on column stuck_tickets.failed_at is 'The last failure, in real time, as workers.beat_at is.';
comment on column stuck_tickets.next_try_at is 'When a worker tries again at the latest, in real time.';

update schema_migrations set dirty = false;
