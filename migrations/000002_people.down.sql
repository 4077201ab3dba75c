drop table throttles, invitations, sessions, team_members, people, teams;
update schema_migrations set dirty = false;
