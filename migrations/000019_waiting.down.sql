drop table waiting_replies;
drop index attachments_by_blob;
drop index promises_kept;
alter table messages drop column late_for;
alter table promises drop column warn_at, drop column warned_at, drop column step, drop column posted_at, drop column left_at, drop column apologised_at;
alter table tickets drop column waiting_for, drop column waiting_since, drop column ended_status, drop column ended_as, drop column hand_overs;
drop table policy_ladder;
alter table policy_versions drop column warn_percent, drop column warn_minutes, drop column follow_up_days, drop column hold_pauses,
  drop column apology_mode, drop column apology_minutes, drop column answer_minutes;

update schema_migrations set dirty = false;
