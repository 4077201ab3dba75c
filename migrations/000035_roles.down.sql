drop function check_running(name), grant_running(text);

update schema_migrations set dirty = false;
