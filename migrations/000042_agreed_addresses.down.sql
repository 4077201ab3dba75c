delete from outbox where kind in ('address_word', 'address_added', 'joined');
alter table outbox drop constraint outbox_asks_about_an_address;
do $$ begin
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), '''address_word''::text, ''address_added''::text, ''joined''::text, ', '')) from pg_constraint where conname = 'outbox_kind');
  execute (select format('alter table outbox drop constraint outbox_is_about_a_ticket, add constraint outbox_is_about_a_ticket %s',
    replace(pg_get_constraintdef(oid), '(kind = ''address_word''::text) OR (kind = ''address_added''::text) OR (kind = ''joined''::text) OR ', ''))
    from pg_constraint where conname = 'outbox_is_about_a_ticket');
end $$;
alter table outbox add constraint outbox_asks_about_an_address check ((kind = 'address') = (address is not null));
comment on column outbox.address is 'Where it goes, if that is not the person''s main address: the one that it asks about.';

-- A link to the customer's own address would confirm the other one, read as it was before.
delete from address_links where mailed_to is not null;
alter table address_links drop column mailed_to;
comment on table address_links is 'Links that confirm an address: sent there, once, for three days of real time.';
-- Nor may an address count that its customer has not agreed to.
delete from asked_addresses where agreed_at is null;
alter table asked_addresses drop column agreed_at;
comment on table asked_addresses is 'Addresses that are to be a customer''s as soon as whoever reads their mail says so.';

update schema_migrations set dirty = false;
