create table companies (
  id          bigint      generated always as identity primary key,
  name        text        not null constraint companies_name_key unique constraint companies_have_a_name check (name <> ''),
  notes       text        not null default '',
  may_reply   boolean     not null default false,
  created_at  timestamptz not null
);
comment on table companies is 'Companies whose people are customers.';
comment on column companies.notes is 'For the staff only.';
comment on column companies.may_reply is 'Who may see all of the company''s tickets may write on them too.';

create table company_domains (
  domain      citext primary key constraint company_domains_look_right check (domain ~ '^[^@\s]+\.[^@\s]+$'),
  company_id  bigint not null references companies
);
create index company_domains_of_company on company_domains (company_id);
comment on table company_domains is 'Who has a confirmed address of one of these mail domains joins the company.';

insert into companies (name, created_at) select distinct company, kept_now() from people where role = 'customer' and company <> '';
alter table people
  add column company_id   bigint  references companies,
  add column sees_company boolean not null default false;
update people p set company_id = c.id from companies c where p.role = 'customer' and c.name = p.company;
alter table people drop column company,
  add constraint people_see_their_company check (company_id is not null or not sees_company),
  add constraint people_id_address_key unique (id, address);
create index people_of_company on people (company_id) where company_id is not null;
comment on column people.sees_company is 'May see all tickets of the company''s people.';

create table addresses (
  address       citext      primary key,
  person_id     bigint      not null references people deferrable initially deferred,
  confirmed_at  timestamptz,
  added_at      timestamptz not null,
  constraint addresses_of_person_key unique (person_id, address)
);
comment on table addresses is 'Every mail address of everybody; each belongs to one person. The main one stands in people, too.';
comment on column addresses.confirmed_at is 'When its owner opened a link that was sent there; null: somebody typed it. A second address is added only by that.';
insert into addresses (address, person_id, confirmed_at, added_at) select address, id, null, created_at from people;
alter table people add constraint people_main_address_is_theirs foreign key (id, address) references addresses (person_id, address) deferrable initially deferred;

create table address_links (
  token_hash  bytea       primary key,
  person_id   bigint      not null references people,
  address     citext      not null,
  created_at  timestamptz not null default clock_timestamp()
);
create index address_links_of_person on address_links (person_id);
comment on table address_links is 'Links that confirm an address: sent there, once, for three days of real time.';

update schema_migrations set dirty = false;
