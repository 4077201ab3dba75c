drop table ticket_readings;

update people set works_from = null, works_to = null, works_days = null where works_to < works_from;
alter table people
  drop constraint people_works_some_time,
  add constraint people_works_forward check (works_to > works_from);
comment on column people.works_to is null;

insert into policy_ladder (policy_version_id, level, who)
  select policy_version_id, level, 'all_supervisors' from policy_ladder where who = 'on_duty' on conflict do nothing;
delete from policy_ladder where who = 'on_duty';
alter table policy_ladder
  drop constraint policy_ladder_who,
  add constraint policy_ladder_who check (who in ('owner', 'team', 'team_supervisors', 'all_supervisors', 'admins') or who ~ '^person:[1-9][0-9]{0,17}$');

drop table duties;

update schema_migrations set dirty = false;
