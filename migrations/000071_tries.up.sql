-- A mail is given up after three days of tries, not three days after it was written: it may have waited in the house for a mail server.
alter table outbox add column trying_since timestamptz;
update outbox set trying_since = created_at where tries > 0 and state in ('queued', 'sending');
comment on column outbox.trying_since is 'When the tries began of which the next is one, in kept_now(); null: none was made since it was written, let go or sent again by hand.';

update schema_migrations set dirty = false;
