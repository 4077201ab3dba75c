create index tickets_live on tickets (team_id, id) include (status, assignee_id, owed_since) where live;
comment on index tickets_live is 'The side bar''s counts, and whatever else asks of all that is not closed: without it they walk the index of all tickets that ever were.';

create index people_staff on people (name, id) where role <> 'customer';
comment on index people_staff is 'Who works here, among hundreds of thousands of customers.';

create index promises_agreed on promises (ticket_id) where open and kind in ('commitment', 'callback', 'visit');
comment on index promises_agreed is 'Which tickets stay in the queue though they are solved, for what was agreed.';

update schema_migrations set dirty = false;
