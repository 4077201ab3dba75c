create table calendars (
  id    bigint generated always as identity primary key,
  name  text   not null constraint calendars_name_key unique
);
create table calendar_versions (
  id           bigint      generated always as identity primary key,
  calendar_id  bigint      not null references calendars,
  version      integer     not null,
  zone         text        not null,
  created_at   timestamptz not null,
  constraint calendar_versions_key unique (calendar_id, version)
);
create table calendar_hours (
  calendar_version_id bigint   not null references calendar_versions,
  weekday             smallint not null constraint calendar_hours_weekday check (weekday between 0 and 6),
  from_minute         smallint not null constraint calendar_hours_from check (from_minute between 0 and 1439),
  to_minute           smallint not null constraint calendar_hours_to check (to_minute between 0 and 1440),
  primary key (calendar_version_id, weekday, from_minute)
);
comment on table calendar_hours is 'Weekly business hours, several a day; to before from is a night over midnight. 0 is Sunday.';
create table calendar_exceptions (
  calendar_version_id bigint   not null references calendar_versions,
  day                 date     not null,
  from_minute         smallint,
  to_minute           smallint,
  name                text     not null default '',
  constraint calendar_exceptions_hours check ((from_minute is null) = (to_minute is null))
);
create index calendar_exceptions_of_version on calendar_exceptions (calendar_version_id, day);
comment on table calendar_exceptions is 'Dated exceptions: a row without hours closes its date, rows with hours replace them. They bind no other date.';

create table policies (
  id    bigint generated always as identity primary key,
  name  text   not null constraint policies_name_key unique
);
create table policy_versions (
  id                  bigint      generated always as identity primary key,
  policy_id           bigint      not null references policies,
  version             integer     not null,
  calendar_version_id bigint      not null references calendar_versions,
  recovery_minutes    integer     not null constraint policy_recovery check (recovery_minutes > 0),
  quiet_days          integer     not null constraint policy_quiet check (quiet_days >= 0),
  confirmation_days   integer     not null constraint policy_confirmation check (confirmation_days > 0),
  reopen_days         integer     not null constraint policy_reopen check (reopen_days >= 0),
  created_at          timestamptz not null,
  constraint policy_versions_key unique (policy_id, version)
);
comment on column policy_versions.recovery_minutes is 'Business minutes from noticing a broken promise to its new time.';
comment on column policy_versions.quiet_days is 'No update is owed while an agreed promise is due within so many business days.';
comment on column policy_versions.confirmation_days is 'Business days that a customer has to answer whether it works again.';
comment on column policy_versions.reopen_days is 'Days after closing within which a message opens the same ticket again.';
create table policy_targets (
  policy_version_id bigint  not null references policy_versions,
  priority          text    not null constraint policy_targets_priority check (priority in ('low', 'normal', 'high', 'urgent')),
  kind              text    not null constraint policy_targets_kind check (kind in ('first_reply', 'next_reply', 'update', 'resolution')),
  minutes           integer not null constraint policy_targets_minutes check (minutes > 0),
  primary key (policy_version_id, priority, kind)
);
comment on column policy_targets.minutes is 'Business time in minutes.';

update schema_migrations set dirty = false;
