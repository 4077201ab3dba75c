drop table form_secret;
drop index tickets_opened;
drop table suspended_answers;
drop table suspended_files;
drop table suspended;
drop table blocks;
drop table spam_calls;

update schema_migrations set dirty = false;
