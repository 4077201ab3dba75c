create extension if not exists pg_trgm;

create function plain(words text) returns text
  language sql immutable strict parallel safe
  return translate(replace(replace(replace(lower(words), 'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss'),
    'åäáàâãąöøóòôõëéèêęïíìîüúùûýÿçćčñńłśšźżžđάέήίϊΐόύϋΰώς', 'aaaaaaaooooooeeeeeiiiiuuuuyycccnnlsszzzdαεηιιιουυυωσ');
comment on function plain(text) is 'Words as somebody types them who looks for them: small letters without their marks, so that Goran finds Göran.';

alter table people
  alter column address drop not null,
  add column contact        text    not null default 'mail' constraint people_contact check (contact in ('mail', 'phone', 'portal')),
  add column notes          text    not null default '',
  add column is_unrated     boolean not null default false,
  add column joined_into_id bigint  references people,
  add column plain_name     text    not null generated always as (plain(name)) stored,
  add constraint people_have_an_address check (address is not null or joined_into_id is not null),
  add constraint people_join_others check (joined_into_id <> id),
  add constraint people_are_joined_as_customers check (joined_into_id is null or role = 'customer' and not is_active);
create index people_joined_into on people (joined_into_id) where joined_into_id is not null;
create index customers_by_name on people (plain_name collate "C", id) where role = 'customer' and joined_into_id is null;
create index customers_of_company_by_name on people (company_id, plain_name collate "C", id) where role = 'customer' and joined_into_id is null;
create index customers_found_by_name on people using gin (plain_name gin_trgm_ops) where role = 'customer' and joined_into_id is null;
comment on column people.plain_name is 'The name as it is looked for and put in order.';
comment on column people.address is 'The main mail address; null: the person was joined into another, who has it now.';
comment on column people.works_from is 'The hours of their own, minutes of the day in their zone: when a colleague works, when a customer is reached; null: the desk''s opening hours, or any.';
comment on column people.contact is 'How a customer prefers to hear from the desk.';
comment on column people.notes is 'What the staff writes down about a customer; for the staff only.';
comment on column people.is_unrated is 'Is never asked for a rating.';
comment on column people.joined_into_id is 'The customer who is the same person and has everything now.';

create function same_person(customer bigint) returns setof bigint
  language sql stable
  begin atomic
    with recursive them as (select customer as id union select p.id from people p join them on p.joined_into_id = them.id)
    select id from them;
  end;
comment on function same_person(bigint) is 'A customer and all who were joined into them.';

create index addresses_found on addresses using gin ((address::text) gin_trgm_ops);
create index companies_found on companies using gin (plain(name) gin_trgm_ops);
create index companies_by_name on companies (plain(name) collate "C", id);

create table phones (
  id         bigint   generated always as identity primary key,
  person_id  bigint   not null references people,
  number     text     not null constraint phones_have_digits check (length(regexp_replace(number, '[^0-9]', '', 'g')) >= 3),
  digits     text     not null generated always as (regexp_replace(number, '[^0-9]', '', 'g')) stored
);
create index phones_of_person on phones (person_id, id);
create index phones_found on phones using gin (digits gin_trgm_ops);
comment on table phones is 'Customers'' phone numbers, as people write them, in their order.';

create table asked_addresses (
  person_id   bigint      not null references people,
  address     citext      not null,
  asked_by_id bigint      references people,
  asked_at    timestamptz not null,
  primary key (person_id, address)
);
create index asked_addresses_by_address on asked_addresses (address);
comment on table asked_addresses is 'Addresses that are to be a customer''s as soon as whoever reads their mail says so.';

create table joins (
  id                bigint      generated always as identity primary key,
  gone_id           bigint      not null references people,
  kept_id           bigint      not null references people,
  by_id             bigint      not null references people,
  at                timestamptz not null,
  main_address      citext      not null,
  was_active        boolean     not null,
  notes_added       text        not null default '',
  company_given_id  bigint      references companies,
  sight_given       boolean     not null default false,
  zone_given        text,
  unrated_given     boolean     not null default false,
  undone_at         timestamptz,
  undone_by_id      bigint      references people,
  constraint joins_are_of_two check (gone_id <> kept_id),
  constraint joins_undone_by_somebody check ((undone_at is null) = (undone_by_id is null))
);
create index joins_of_kept on joins (kept_id, id desc);
create unique index joins_of_gone on joins (gone_id) where undone_at is null;
comment on table joins is 'Two customers who turned out to be one person: what the one who is gone gave to the one who stays.';
comment on column joins.main_address is 'The main address of who is gone, as it was.';
comment on column joins.notes_added is 'The notes of who is gone, as they were put under those of who stays.';
comment on column joins.company_given_id is 'The company that who stays has by this; null: they keep their own.';

create table joined_rows (
  join_id  bigint not null references joins,
  kind     text   not null constraint joined_rows_kind check (kind in ('ticket', 'ticket_link', 'follower', 'address', 'asked_address', 'address_link', 'phone', 'mail')),
  key      text   not null,
  was      jsonb,
  primary key (join_id, kind, key)
);
comment on table joined_rows is 'What went over in a join, row by row, so that undoing it puts back just that.';
comment on column joined_rows.was is 'The row itself, where the one who stays had its like already.';

alter table outbox add column address citext;
comment on column outbox.address is 'Where it goes, if that is not the person''s main address: the one that it asks about.';
do $$ begin -- other kinds of letters may have come since
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), 'ARRAY[', 'ARRAY[''address''::text, ')) from pg_constraint where conname = 'outbox_kind');
  execute (select format('alter table outbox drop constraint outbox_is_about_a_ticket, add constraint outbox_is_about_a_ticket %s',
    replace(pg_get_constraintdef(oid), '(kind = ', '(kind = ''address''::text or kind = ')) from pg_constraint where conname = 'outbox_is_about_a_ticket');
end $$;
alter table outbox add constraint outbox_asks_about_an_address check ((kind = 'address') = (address is not null));
create index outbox_of_person on outbox (person_id);
create index ticket_links_of_person on ticket_links (person_id);

update schema_migrations set dirty = false;
