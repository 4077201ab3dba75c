alter table people drop column is_compact;
drop table views;
drop index promises_open_of_kind;
drop index tickets_closed_of_team;
drop index tickets_closed_of_owner;
drop index tickets_queue_of_team;
drop index tickets_queue_of_owner;
drop index tickets_queue_by_priority;
drop index tickets_queue_by_unanswered;
drop index tickets_queue_by_changed;
drop index tickets_queue_by_opened;
alter table tickets drop column changed_at;

update schema_migrations set dirty = false;
