-- One line of text for every thing in the database that a migration can make, except what belongs to an extension.
with ours as (
  select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
), relations as (
  select c.oid, n.nspname || '.' || c.relname as name, c.relkind, c.relpersistence, c.reloptions, c.relacl
  from pg_class c join ours n on n.oid = c.relnamespace
  where c.relname not in ('schema_migrations', 'schema_migrations_pkey', 'schema_steps', 'schema_steps_pkey')
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
), functions as (
  select p.oid, n.nspname || '.' || p.proname as name, p.prokind, p.proacl
  from pg_proc p join ours n on n.oid = p.pronamespace
  where not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
), types as (
  select t.oid, n.nspname || '.' || t.typname as name, t.typtype, t.typbasetype, t.typnotnull, t.typdefault
  from pg_type t join ours n on n.oid = t.typnamespace
  where t.typtype in ('d', 'e', 'r')
    and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
)
select concat_ws(' ', 'relation', name, relkind, relpersistence, reloptions, relacl, obj_description(oid, 'pg_class')) as line
from relations
union all
select concat_ws(' ', 'column', r.name, row_number() over (partition by r.oid order by a.attnum), a.attname,
  format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end, a.attidentity, a.attgenerated,
  pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation, a.attstorage, a.attacl, col_description(r.oid, a.attnum))
from relations r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
where r.relkind not in ('i', 'S')
union all
select concat_ws(' ', 'constraint', coalesce(r.name, t.name), c.conname, pg_get_constraintdef(c.oid), c.convalidated, obj_description(c.oid, 'pg_constraint'))
from pg_constraint c left join relations r on r.oid = c.conrelid left join types t on t.oid = c.contypid
where r.oid is not null or t.oid is not null
union all
select concat_ws(' ', 'index', pg_get_indexdef(r.oid), case when not i.indisvalid then 'invalid' end)
from relations r join pg_index i on i.indexrelid = r.oid
union all
select concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger'))
from pg_trigger t join relations r on r.oid = t.tgrelid where not t.tgisinternal
union all
select concat_ws(' ', 'function', case when prokind in ('f', 'p') then pg_get_functiondef(oid) else oid::regprocedure::text end,
  proacl, obj_description(oid, 'pg_proc'))
from functions
union all
select concat_ws(' ', 'type', t.name, t.typtype, t.typbasetype::regtype, t.typnotnull, t.typdefault,
  (select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), obj_description(t.oid, 'pg_type'))
from types t
union all
select concat_ws(' ', 'sequence', s.schemaname, s.sequencename, s.data_type, s.start_value, s.min_value, s.max_value, s.increment_by, s.cycle)
from pg_sequences s
union all
select concat_ws(' ', 'view', v.schemaname, v.viewname, v.definition)
from pg_views v join ours n on n.nspname = v.schemaname
union all
select concat_ws(' ', 'policy', p.schemaname, p.tablename, p.policyname, p.permissive, p.roles, p.cmd, p.qual, p.with_check) from pg_policies p
union all
select concat_ws(' ', 'statistics', pg_get_statisticsobjdef(s.oid)) from pg_statistic_ext s
union all
select concat_ws(' ', 'extension', extname, extversion) from pg_extension
union all
select concat_ws(' ', 'search configuration', n.nspname, c.cfgname, c.cfgparser, m.maptokentype, m.mapseqno, m.mapdict::regdictionary)
from pg_ts_config c join ours n on n.oid = c.cfgnamespace left join pg_ts_config_map m on m.mapcfg = c.oid
order by line
