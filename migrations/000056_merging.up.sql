alter table tickets
  add column merged_into_id bigint references tickets,
  drop constraint tickets_finished_as,
  add constraint tickets_finished_as check (finished_as in ('confirmed', 'silent', 'spam', 'erased', 'merged')),
  add constraint tickets_merged_points_on check (merged_into_id is null or close_reason in ('merged', 'erased') and merged_into_id <> id);
create index tickets_merged on tickets (merged_into_id) where merged_into_id is not null;
comment on column tickets.merged_into_id is 'The ticket that it was merged into: messages, its links and what it owed are there.';

alter table promises add column carried_to_id bigint references tickets;
create index promises_carried on promises (carried_to_id, id) where carried_to_id is not null;
comment on column promises.carried_to_id is 'Of a merged ticket''s broken promise: the ticket that is to make it good now.';

alter table messages add column came_from_id bigint references tickets;
create index messages_came on messages (came_from_id) where came_from_id is not null;
comment on column messages.came_from_id is 'The merged ticket on which it was written; null: on this one.';

create table merges (
  ticket_id        bigint      primary key references tickets,
  into_id          bigint      not null references tickets,
  merged_by_id     bigint      not null references people,
  merged_at        timestamptz not null,
  status           text        not null constraint merges_status check (status in ('new', 'open', 'pending', 'on_hold', 'solved')),
  finished_as      text,
  unanswered_since timestamptz,
  ended_status     text,
  ended_as         text,
  waiting_for      text        not null default '',
  waiting_since    timestamptz,
  solved_at        timestamptz,
  seen_id          bigint      not null,
  messages         bigint[]    not null default '{}',
  followers        bigint[]    not null default '{}',
  successors       bigint[]    not null default '{}',
  copies           bigint[]    not null default '{}',
  carried          bigint[]    not null default '{}'
);
create index merges_into on merges (into_id);
comment on table merges is 'What merging a ticket did, so that it can be undone: how it stood, and what went to the other one.';
comment on column merges.seen_id is 'A number drawn like a message''s: whoever wrote before has not seen the messages that came along.';
comment on column merges.messages is 'The unanswered messages that went along.';
comment on column merges.followers is 'Who sees the other ticket only because of this.';
comment on column merges.successors is 'The promises that took the place of its own; copies are those of them that were made for it.';
comment on column merges.carried is 'Its broken promises that the other ticket makes good.';

create function staying(ticket bigint) returns bigint
  language sql stable
  begin atomic
    with recursive on_from as (
      select t.id, t.merged_into_id, 1 as n from tickets t where t.id = ticket
      union all
      select t.id, t.merged_into_id, o.n + 1 from on_from o join tickets t on t.id = o.merged_into_id where o.n < 1000)
    select o.id from on_from o where o.merged_into_id is null;
  end;
comment on function staying(bigint) is 'The ticket that a ticket''s messages and links go to: itself, or what it was merged into in the end.';

-- A ticket whose messages have all gone elsewhere is still found by its subject and its customer.
create or replace function search_again(tickets bigint[]) returns void language plpgsql as $$
begin
  if coalesce(cardinality(tickets), 0) = 0 then return; end if;
  delete from search_texts s where s.ticket_id = any(tickets);
  perform search_write(tickets);
  insert into search_texts (ticket_id, part, team_id, at, size, words)
    select t.id, 0, t.team_id, t.opened_at, 0, search_head(t.id) from tickets t
    where t.id = any(tickets) and t.close_reason is distinct from 'spam' and t.close_reason is distinct from 'erased'
      and not exists (select from search_texts s where s.ticket_id = t.id);
end $$;

create function search_messages_went() returns trigger language plpgsql as $$
begin
  perform search_again((select array_agg(distinct x) from now n join was w on w.id = n.id cross join unnest(array[n.ticket_id, w.ticket_id]) x where n.ticket_id <> w.ticket_id));
  return null;
end $$;
create trigger messages_are_found_elsewhere after update on messages referencing old table as was new table as now
  for each statement execute function search_messages_went();

update schema_migrations set dirty = false;
