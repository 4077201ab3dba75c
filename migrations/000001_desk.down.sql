drop function kept_now();
drop table clock;
drop function tell_of_moved_clock();
drop table desk;
drop extension citext;
update schema_migrations set dirty = false;
