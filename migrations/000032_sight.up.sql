create or replace function visible_teams(person bigint) returns setof bigint
  language sql stable
  begin atomic
    select t.id from teams t
    where exists (select from people p where p.id = person and p.is_active and p.role <> 'customer'
        and (not t.is_private or p.role = 'admin' or exists (select from team_members m where m.team_id = t.id and m.person_id = p.id)));
  end;
comment on function visible_teams(bigint) is 'The one rule of who of the staff sees which teams'' tickets: lists, counts, search, suggestions, exports, notices and a single ticket all ask it. Technicians have no pages, but own promises and are told of them.';

update schema_migrations set dirty = false;
