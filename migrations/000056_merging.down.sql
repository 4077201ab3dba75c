drop trigger messages_are_found_elsewhere on messages;
drop function search_messages_went();
create or replace function search_again(tickets bigint[]) returns void language plpgsql as $$
begin
  if coalesce(cardinality(tickets), 0) = 0 then return; end if;
  delete from search_texts s where s.ticket_id = any(tickets);
  perform search_write(tickets);
end $$;
drop function staying(bigint);
drop table merges;
alter table messages drop column came_from_id;
alter table promises drop column carried_to_id;
alter table tickets
  drop constraint tickets_merged_points_on,
  drop column merged_into_id,
  drop constraint tickets_finished_as,
  add constraint tickets_finished_as check (finished_as in ('confirmed', 'silent', 'spam', 'erased')) not valid;

update schema_migrations set dirty = false;
