alter table asked_addresses add column agreed_at timestamptz;
comment on table asked_addresses is 'Addresses that are to be a customer''s. First the customer says so, by the mail of an address that is theirs; then whoever reads the mail of the new one.';
comment on column asked_addresses.agreed_at is 'When the customer said that it is theirs, or an admin answered for it; null: until then no link is sent there, and none that was works.';
update asked_addresses k set agreed_at = k.asked_at where exists (select from addresses a where a.person_id = k.person_id and a.address = k.address);

alter table address_links add column mailed_to citext;
comment on table address_links is 'Links of mails about an address: once, for three days of real time.';
comment on column address_links.mailed_to is 'The address of the customer''s own where they were asked whether the other one is theirs; null: it was sent to that one.';

alter table outbox drop constraint outbox_asks_about_an_address;
do $$ begin
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), 'ARRAY[', 'ARRAY[''address_word''::text, ''address_added''::text, ''joined''::text, ')) from pg_constraint where conname = 'outbox_kind');
  execute (select format('alter table outbox drop constraint outbox_is_about_a_ticket, add constraint outbox_is_about_a_ticket %s',
    replace(pg_get_constraintdef(oid), '(kind = ', '(kind = ''address_word''::text or kind = ''address_added''::text or kind = ''joined''::text or kind = '))
    from pg_constraint where conname = 'outbox_is_about_a_ticket');
end $$;
alter table outbox add constraint outbox_asks_about_an_address check ((kind in ('address', 'address_word', 'address_added', 'joined')) = (address is not null));
comment on column outbox.address is 'The address that it is about; a question to it, and what tells of a join, go there.';

update schema_migrations set dirty = false;
