drop table ticket_links, submissions, attachments, messages;
alter table tickets drop constraint tickets_next_promise_is_pending;
drop table promises;
drop table tickets;
drop function pointer_is_first();
drop function next_promise_is_first();
drop function keep_terminal_promises();
drop sequence ticket_numbers;
update schema_migrations set dirty = false;
