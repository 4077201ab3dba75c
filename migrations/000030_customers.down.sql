drop index ticket_links_of_person;
drop index outbox_of_person;
delete from outbox where kind = 'address';
alter table outbox drop constraint outbox_asks_about_an_address;
do $$ begin
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), '''address''::text, ', '')) from pg_constraint where conname = 'outbox_kind');
  execute (select format('alter table outbox drop constraint outbox_is_about_a_ticket, add constraint outbox_is_about_a_ticket %s',
    replace(pg_get_constraintdef(oid), '(kind = ''address''::text) OR ', '')) from pg_constraint where conname = 'outbox_is_about_a_ticket');
end $$;
alter table outbox drop column address;

drop table joined_rows;
drop table joins;
drop table asked_addresses;
drop table phones;

drop index companies_by_name;
drop index companies_found;
drop index addresses_found;

-- Who was joined into another stays so; an address that nobody reads stands for the one that went over.
with gone as (update people set address = 'joined-' || id || '@kept.invalid' where address is null returning id, address, created_at)
insert into addresses (address, person_id, added_at) select address, id, created_at from gone;
drop function same_person(bigint);
drop index customers_found_by_name;
drop index customers_of_company_by_name;
drop index customers_by_name;
drop index people_joined_into;
alter table people
  drop constraint people_are_joined_as_customers,
  drop constraint people_join_others,
  drop constraint people_have_an_address,
  drop column plain_name,
  drop column joined_into_id,
  drop column is_unrated,
  drop column notes,
  drop column contact,
  alter column address set not null;
comment on column people.address is null;
comment on column people.works_from is 'The person''s own hours, minutes of the day in their zone; null: the desk''s opening hours.';
drop function plain(text);
drop extension pg_trgm;

update schema_migrations set dirty = false;
