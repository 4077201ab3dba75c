create function grant_running(role text) returns void language plpgsql as $$
declare
  here text := current_schema();
begin
  execute format('grant usage on schema %I to %I', here, role);
  execute format('grant select, insert, update, delete on all tables in schema %I to %I', here, role);
  execute format('grant usage, select, update on all sequences in schema %I to %I', here, role);
  execute format('alter default privileges in schema %I grant select, insert, update, delete on tables to %I', here, role);
  execute format('alter default privileges in schema %I grant usage, select, update on sequences to %I', here, role);
  execute format('revoke update, delete on audit from %I', role);
  execute format('revoke insert, update, delete on audit_chain, schema_migrations, schema_steps from %I', role);
end $$;
comment on function grant_running(text) is 'Lets a role run Kept, now and after later migrations: everything in every table but changing the audit, its chain, or what is known of the schema. Called by the owner.';
revoke execute on function grant_running(text) from public;

create function check_running(role name) returns setof text
  language sql stable
  begin atomic
    select format('%s owns the table %s', role, c.relname) from pg_class c
    where c.oid = to_regclass('audit') and pg_has_role(role, c.relowner, 'member')
    union all
    select format('%s may %s %s', role, lower(p.may), t.name)
    from (values ('audit', array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']), ('audit_chain', array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']),
      ('schema_migrations', array['UPDATE']), ('schema_steps', array['UPDATE'])) t (name, never), unnest(t.never) p (may)
    where has_table_privilege(role, to_regclass(t.name), p.may)
    union all
    select format('%s may not %s %s', role, lower(p.may), c.relname)
    from pg_class c, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p (may)
    where c.relnamespace = to_regnamespace(quote_ident(current_schema())) and c.relkind in ('r', 'p') and not has_table_privilege(role, c.oid, p.may)
      and not (c.relname = 'audit' and p.may in ('UPDATE', 'DELETE')) and not (c.relname in ('audit_chain', 'schema_migrations', 'schema_steps') and p.may <> 'SELECT')
    union all
    select format('%s may not use %s', role, c.relname) from pg_class c
    where c.relnamespace = to_regnamespace(quote_ident(current_schema())) and case c.relkind when 'S' then not has_sequence_privilege(role, c.oid, 'USAGE') end;
  end;
comment on function check_running(name) is 'What a role that runs Kept may do and should not, or may not do and must; no row: it is as it has to be.';

update schema_migrations set dirty = false;
