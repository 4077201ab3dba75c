create extension if not exists citext;

create table desk (
  id             boolean     primary key default true constraint desk_is_one check (id),
  name           text        not null constraint desk_has_a_name check (name <> ''),
  address_line   text        not null default '',
  phone          text        not null default '',
  brand          text        not null default '' constraint desk_brand_is_a_colour check (brand ~ '^(#[0-9a-f]{6})?$'),
  locale         text        not null constraint desk_speaks check (locale in ('en', 'sv', 'da', 'pl', 'el')),
  zone           text        not null,
  is_demo        boolean     not null default false,
  created_at     timestamptz not null
);
comment on table desk is 'The company whose desk this is: one row, made by the first-run page or by the demo.';
comment on column desk.brand is 'The company''s colour as #rrggbb for its customers'' pages, or empty.';
comment on column desk.is_demo is 'A demo desk never serves anything but loopback, shows its mail and lets its clock be moved.';

create table clock (
  id         boolean     primary key default true constraint clock_is_one check (id),
  shift      interval    not null default '0',
  stopped_at timestamptz
);
comment on table clock is 'Only a demo or test desk has a row here: how far its time is moved, or where it stands still.';

create function kept_now() returns timestamptz
  language sql volatile
  return coalesce((select coalesce(c.stopped_at, clock_timestamp() + c.shift) from clock c), clock_timestamp());
comment on function kept_now() is 'The desk''s instant: the one authority on time for every process. Compare with (select kept_now()).';

create function tell_of_moved_clock() returns trigger language plpgsql as $$
begin
  perform pg_notify('kept_due', '');
  return null;
end $$;
create trigger clock_moved after insert or update on clock for each statement execute function tell_of_moved_clock();

update schema_migrations set dirty = false;
