delete from bulk_acts where verb = 'rules';
alter table bulk_acts
  drop constraint bulk_acts_verb,
  add constraint bulk_acts_verb check (verb in ('take', 'assign', 'team', 'priority', 'tag', 'topic', 'solve', 'wait', 'hold', 'spam'));

delete from policy_ladder where who not in ('team_supervisors', 'all_supervisors', 'admins');
delete from policy_ladder l using policy_ladder m where m.policy_version_id = l.policy_version_id and m.level = l.level and m.who < l.who;
alter table policy_ladder
  drop constraint policy_ladder_who,
  drop constraint policy_ladder_pkey,
  add constraint policy_ladder_who check (who in ('team_supervisors', 'all_supervisors', 'admins')),
  add primary key (policy_version_id, level);
comment on column policy_ladder.who is null;

delete from policy_targets where kind = 'answer';
alter table policy_targets
  drop constraint policy_targets_kind,
  add constraint policy_targets_kind check (kind in ('first_reply', 'next_reply', 'update', 'resolution'));
comment on column policy_targets.kind is null;

drop index tickets_by_policy_version, policy_versions_by_maker, policy_versions_of_calendar;
alter table policy_versions drop column conditions, drop column counts_always, drop column made_by, drop column why;

drop index policies_one_rest, policies_name_key;
update policies set name = name || ' ' || id where name in (select name from policies group by name having count(*) > 1) and not is_rest;
alter table policies
  drop column position, drop column is_rest, drop column ended_at,
  add constraint policies_name_key unique (name);

update schema_migrations set dirty = false;
