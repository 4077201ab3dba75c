-- A mail is given up after three days of tries, not three days after it was written: it may have waited in the house for a mail server.
alter table outbox add column trying_since timestamptz;
update outbox set trying_since = created_at where tries > 0 and state in ('queued', 'sending');
comment on column outbox.trying_since is 'When the tries began of which the next is one, in kept_now(); null: none was made since it was written, let go or sent again by hand.';

-- Whoever had been asked to see the ticket that stays, and sees it by a merging, is asked and no more when that is undone.
alter table merges add column invited bigint[] not null default '{}';
comment on column merges.followers is 'Who sees the other ticket by this merging only.';
comment on column merges.invited is 'Who had been asked to see the other ticket and had not said yes; by this merging they see it.';

update schema_migrations set dirty = false;
