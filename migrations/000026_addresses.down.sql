drop table address_links;
alter table people drop constraint people_main_address_is_theirs;
drop table addresses;
alter table people drop constraint people_id_address_key, drop constraint people_see_their_company, add column company text not null default '';
update people p set company = c.name from companies c where c.id = p.company_id;
alter table people drop column company_id, drop column sees_company;
drop table company_domains;
drop table companies;

update schema_migrations set dirty = false;
