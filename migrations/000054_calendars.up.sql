-- Several calendars, each in versions that say who made them and why, with the holidays of a region and dates of its own.
alter table calendars drop constraint calendars_name_key;
alter table calendars add column removed_at timestamptz;
create unique index calendars_name_key on calendars (lower(name)) where removed_at is null;
comment on column calendars.removed_at is 'It is offered no more. Its versions stay: promises were counted by them.';

alter table calendar_versions
  add column region  text   not null default '',
  add column made_by bigint references people,
  add column reason  text   not null default '';
comment on column calendar_versions.region is 'Whose public holidays close it: a country or a part of one by ISO 3166; empty: none.';
comment on column calendar_versions.made_by is 'Null: Kept itself, when it read a calendar of dates from outside, or the first run.';

alter table calendar_exceptions
  add column source text not null default 'own' constraint calendar_exceptions_source check (source in ('own', 'file', 'feed'));
comment on column calendar_exceptions.source is 'Who says so: somebody here, a file that was read once, or an address that is read every day. What somebody here says goes before the others.';

create table calendar_feeds (
  calendar_id bigint      primary key references calendars,
  url         text        not null,
  next_at     timestamptz not null,
  tried_at    timestamptz,
  read_at     timestamptz,
  fault       text        not null default ''
);
create index calendar_feeds_due on calendar_feeds (next_at);
comment on table calendar_feeds is 'Addresses of calendar files that are read every day for the dates on which a desk is closed.';
comment on column calendar_feeds.fault is 'Why it could not be read when it was tried last; empty: it could.';

update schema_migrations set dirty = false;
