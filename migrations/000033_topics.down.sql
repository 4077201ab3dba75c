drop table ticket_answers;
alter table tickets drop column topic_id;
drop table ticket_tags;
drop table tags;
drop table topic_fields;
drop table topics;

update schema_migrations set dirty = false;
