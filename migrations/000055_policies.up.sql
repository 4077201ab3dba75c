alter table policies
  add column position integer     not null default 0,
  add column is_rest  boolean     not null default false,
  add column ended_at timestamptz,
  add constraint policies_rest_stays check (not is_rest or ended_at is null),
  drop constraint policies_name_key;
update policies set is_rest = true where id = (select min(id) from policies);
create unique index policies_name_key on policies (lower(name)) where ended_at is null;
create unique index policies_one_rest on policies (is_rest) where is_rest;
comment on column policies.position is 'Where it stands in the order in which they are looked at; what catches the rest stands last whatever this says.';
comment on column policies.is_rest is 'Whether it catches every ticket that no other takes: it has no conditions and is never ended, so no ticket is without a policy.';
comment on column policies.ended_at is 'Since when no ticket gets it any more. Its versions stay: promises remember what they were made under.';

alter table policy_versions
  add column conditions    jsonb   not null default '[]' constraint policy_conditions check (jsonb_typeof(conditions) = 'array'),
  add column counts_always boolean not null default false,
  add column made_by       bigint  references people,
  add column why           text    not null default '';
comment on column policy_versions.conditions is 'Which tickets get it: [{"field": …, "values": […]}], each field once; all fields must hold, of a field''s values any.';
comment on column policy_versions.counts_always is 'Whether every hour counts for targets, recovery and questions; else only the opening hours do.';
comment on column policy_versions.made_by is 'Who made this version; null: it came with the desk.';
comment on column policy_versions.why is 'Why, in their words.';
create index policy_versions_of_calendar on policy_versions (calendar_version_id);
create index policy_versions_by_maker on policy_versions (made_by) where made_by is not null;
create index tickets_by_policy_version on tickets (policy_version_id) where live;

alter table policy_targets
  drop constraint policy_targets_kind,
  add constraint policy_targets_kind check (kind in ('first_reply', 'next_reply', 'update', 'resolution', 'answer'));
comment on column policy_targets.kind is 'A kind of promise, or answer: what the supervisors have for a question about a ticket of that priority.';

alter table policy_ladder
  drop constraint policy_ladder_pkey,
  drop constraint policy_ladder_who,
  add primary key (policy_version_id, level, who),
  add constraint policy_ladder_who check (who in ('owner', 'team', 'team_supervisors', 'all_supervisors', 'admins') or who ~ '^person:[1-9][0-9]{0,17}$');
comment on column policy_ladder.who is 'One of those who are told at this level; person: and a number is somebody in person.';

alter table bulk_acts
  drop constraint bulk_acts_verb,
  add constraint bulk_acts_verb check (verb in ('take', 'assign', 'team', 'priority', 'tag', 'topic', 'solve', 'wait', 'hold', 'spam', 'rules'));

update schema_migrations set dirty = false;
