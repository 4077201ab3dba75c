alter table tickets
  add column changed_at timestamptz not null default kept_now();
update tickets t set changed_at = case when t.live
  then coalesce((select max(e.at) from events e where e.ticket_id = t.id), t.opened_at) else t.closed_at end;
comment on column tickets.changed_at is 'When something last happened to it: the queue''s order "last changed".';

-- One index an order of the queue, each only of what is live.
create index tickets_queue_by_opened on tickets (opened_at, id) where live;
create index tickets_queue_by_changed on tickets (changed_at, id) where live;
create index tickets_queue_by_unanswered on tickets (coalesce(unanswered_since, 'infinity'::timestamptz), id) where live;
create index tickets_queue_by_priority on tickets
  ((case priority when 'urgent' then 1 when 'high' then 2 when 'normal' then 3 else 4 end), coalesce(owed_since, next_due_at), id) where live;
-- A person's and a team's tickets, also those that are closed.
create index tickets_queue_of_owner on tickets (assignee_id, next_due_at, id) where live;
create index tickets_queue_of_team on tickets (team_id, next_due_at, id) where live;
create index tickets_closed_of_owner on tickets (assignee_id, closed_at desc, id desc) where not live;
create index tickets_closed_of_team on tickets (team_id, closed_at desc, id desc) where not live;
create index promises_open_of_kind on promises (kind, id) include (ticket_id) where open;

create table views (
  id         bigint      generated always as identity primary key,
  owner_id   bigint      not null references people,
  name       text        not null constraint views_have_a_name check (name <> ''),
  query      text        not null constraint views_have_a_length check (length(query) <= 2000),
  is_shared  boolean     not null default false,
  team_id    bigint      references teams on delete set null,
  position   integer     not null,
  version    integer     not null default 1,
  removed_at timestamptz,
  constraint views_of_all_or_a_team check (not is_shared or team_id is null)
);
create unique index views_name on views (owner_id, lower(name)) where removed_at is null;
create index views_for_others on views (position, id) where removed_at is null and (is_shared or team_id is not null);
create index views_of_team on views (team_id) where team_id is not null;
comment on table views is 'Lists of tickets to which somebody has given a name.';
comment on column views.query is 'Which tickets, and in which order: the list''s address as the desk writes it.';
comment on column views.is_shared is 'Everybody of the staff has it in the sidebar. It gives nobody sight of a ticket.';
comment on column views.team_id is 'The team whose members have it in the sidebar; null and not shared: only its owner.';
comment on column views.version is 'How often it was changed, so that of two who change it at once the second is told.';
comment on column views.removed_at is 'When it was removed, which can be undone.';

alter table people add column is_compact boolean not null default false;
comment on column people.is_compact is 'Whether their lists have rows of one line.';

update schema_migrations set dirty = false;
