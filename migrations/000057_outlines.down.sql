drop table outlines;
drop function search_outlines_changed();
drop function search_outline();

update messages set said = null where said = 'not_quite';
alter table messages drop constraint messages_said, add constraint messages_said check (said in ('not_yet', 'called'));
comment on column messages.said is 'not_yet: the customer pressed "No, not yet"; the body may be empty then.';

create or replace function search_write(tickets bigint[]) returns void language plpgsql as $$
begin
  insert into search_texts (ticket_id, part, team_id, at, size, words)
  select t.id, m.part, t.team_id, m.at, m.size, search_head(t.id)
    || setweight(search_vector(t.locale, m.said), 'C') || setweight(search_vector(t.locale, m.noted), 'D')
  from tickets t join (
    select m.ticket_id, m.part, max(m.created_at) as at, sum(m.size)::integer as size,
      string_agg(m.words, ' ' order by m.id) filter (where m.audience = 'public') as said,
      string_agg(m.words, ' ' order by m.id) filter (where m.audience = 'internal') as noted
    from (
      select m.id, m.ticket_id, m.audience, m.created_at, w.words, length(w.words) as size,
        ((sum(length(w.words)) over (partition by m.ticket_id order by m.id) - length(w.words)) / 60000)::integer as part
      from messages m cross join lateral (
        select left(m.body, 200000) || coalesce((select string_agg(' ' || a.name, '') from attachments a where a.message_id = m.id), '') as words) w
      where m.ticket_id = any(search_write.tickets)) m
    group by m.ticket_id, m.part) m on m.ticket_id = t.id
  where t.id = any(search_write.tickets) and t.close_reason is distinct from 'spam' and t.close_reason is distinct from 'erased';
end $$;

create or replace function search_forget(gone text) returns void language plpgsql set enable_seqscan = off as $$
declare
  -- In a large desk what stands in very many texts need not be looked for: it names nobody. In a small one every word is.
  common text[] := coalesce((select s.most_common_elems::text::text[] from pg_stats s join pg_class c on c.oid = 'search_texts'::regclass
    where s.schemaname = current_schema() and s.tablename = 'search_texts' and s.attname = 'words' and c.reltuples > 50000), '{}');
begin
  delete from search_words w using unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', search_plain(gone)))) as g (word)
    where w.word = g.word and g.word <> all (common) and not exists (
      select from (select s.ticket_id from search_texts s where s.words @@ search_stems(g.word) limit 20) s
        join tickets t on t.id = s.ticket_id join people p on p.id = t.requester_id left join companies c on c.id = p.company_id
        where position(g.word in search_plain(t.subject || ' ' || p.name || ' ' || coalesce(c.name, ''))) > 0
          or exists (select from addresses a where a.person_id = p.id and position(g.word in search_plain(a.address::text)) > 0)
          or exists (select from messages m where m.ticket_id = t.id and (position(g.word in search_plain(m.body)) > 0
            or exists (select from attachments f where f.message_id = m.id and position(g.word in search_plain(f.name)) > 0))));
end $$;

create or replace function search_fill() returns void language plpgsql as $$
begin
  perform search_write((select array_agg(t.id) from tickets t
    where t.id >= b.first and t.id < b.first + 1000 and not exists (select from search_texts s where s.ticket_id = t.id)))
  from (select generate_series(coalesce(min(id), 1), coalesce(max(id), 0), 1000) as first from tickets) b;
  insert into search_words
    select word from ts_stat($q$
      select to_tsvector('pg_catalog.simple', search_plain(left(body, 200000))) from messages
      union all select to_tsvector('pg_catalog.simple', search_plain(subject)) from tickets
      union all select to_tsvector('pg_catalog.simple', search_plain(name)) from attachments
      union all select to_tsvector('pg_catalog.simple', search_plain(name)) from people where role = 'customer'
      union all select to_tsvector('pg_catalog.simple', search_plain(name)) from companies
      union all select to_tsvector('pg_catalog.simple', search_plain(address::text)) from addresses$q$)
    where length(word) between 2 and 40
    except select word from search_words;
end $$;

update schema_migrations set dirty = false;
