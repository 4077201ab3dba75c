create table retention (
  kind        text        primary key constraint retention_kind check (kind in ('texts', 'files', 'customers', 'notices', 'mails', 'ways_in')),
  days        integer     constraint retention_days check (days between 30 and 3650),
  holds_from  timestamptz not null,
  looked_at   timestamptz,
  run_at      timestamptz,
  run_cleared bigint      not null default 0,
  run_is_open boolean     not null default false,
  constraint retention_open_run_began check (not run_is_open or run_at is not null)
);
comment on table retention is 'How long what is kept, by kind of data. A kind without a row is kept for ever.';
comment on column retention.days is 'Null: for ever.';
comment on column retention.holds_from is 'Nothing is removed by it before: a day after it was set, so that a slip can be taken back.';
comment on column retention.looked_at is 'When the worker looked last for what is old enough.';
comment on column retention.run_at is 'When the last run that removed something began.';
comment on column retention.run_is_open is 'That run has not come to its end: whoever works next goes on with it.';

alter table tickets add column emptied_event integer;
comment on column tickets.emptied_event is 'The number of the event with which its texts were removed, because they were old enough. Whatever happens after it may bring new ones.';
create index tickets_to_empty on tickets (closed_at, id) where not live and (emptied_event is null or emptied_event < last_event);
create index messages_of_customer on messages (author_id) where not by_staff and body <> '';
create index notices_read on notices (read_at) where read_at is not null;

alter table desk
  add column most_files        integer constraint desk_most_files check (most_files between 0 and 50),
  add column file_megabytes    integer constraint desk_file_megabytes check (file_megabytes between 1 and 1024),
  add column asks_per_address  integer constraint desk_asks_per_address check (asks_per_address between 1 and 10000),
  add column asks_per_network  integer constraint desk_asks_per_network check (asks_per_network between 1 and 10000),
  add column links_per_address integer constraint desk_links_per_address check (links_per_address between 1 and 10000);
comment on column desk.most_files is 'Files of one message; null, of it and of the other limits: as the program was started.';
comment on column desk.file_megabytes is 'How large one of them may be.';
comment on column desk.asks_per_address is 'Tickets that one mail address may open in an hour.';
comment on column desk.asks_per_network is 'Tickets that one network may open in an hour.';
comment on column desk.links_per_address is 'Sign-in links that are mailed to one address in an hour.';

update schema_migrations set dirty = false;
