drop table policy_targets, policy_versions, policies, calendar_exceptions, calendar_hours, calendar_versions, calendars;
update schema_migrations set dirty = false;
