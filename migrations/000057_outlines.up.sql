create table outlines (
  id          bigint      generated always as identity primary key,
  ticket_id   bigint      not null references tickets,
  part        text        not null constraint outlines_part check (part in ('understanding', 'plan')),
  body        text        not null,
  by_id       bigint      not null references people,
  at          timestamptz not null,
  answer      text        constraint outlines_answer check (answer in ('right', 'not_quite')),
  answered_at timestamptz,
  message_id  bigint      references messages,
  redacted_at timestamptz,
  constraint outlines_answered check ((answer is null) = (answered_at is null) and (answer is null or part = 'understanding') and (message_id is null or answer = 'not_quite'))
);
create index outlines_of_ticket on outlines (ticket_id, id);
create index outlines_of_message on outlines (message_id) where message_id is not null;
comment on table outlines is 'What stands above the conversation for the customer: how we understand their problem, and what happens next. Each is written anew rather than changed: the latest of a part stands, the others are its history.';
comment on column outlines.body is 'Empty: what stood there was taken away, or removed for good.';
comment on column outlines.answer is 'What the customer said to this understanding of ours; null: nothing yet.';
comment on column outlines.message_id is 'What they wrote that is not quite right.';
comment on column outlines.redacted_at is 'When its text was removed for good; null: never.';

alter table messages drop constraint messages_said, add constraint messages_said check (said in ('not_yet', 'called', 'not_quite'));
comment on column messages.said is 'not_yet: the customer pressed "No, not yet"; the body may be empty then. not_quite: they corrected how we understand their problem.';

create or replace function search_write(tickets bigint[]) returns void language plpgsql as $$
begin
  insert into search_texts (ticket_id, part, team_id, at, size, words)
  select t.id, m.part, t.team_id, m.at, m.size, search_head(t.id)
    || setweight(search_vector(t.locale, m.said), 'C') || setweight(search_vector(t.locale, m.noted), 'D')
  from tickets t join (
    select m.ticket_id, m.part, max(m.created_at) as at, sum(m.size)::integer as size,
      string_agg(m.words, ' ' order by m.source, m.id) filter (where m.audience = 'public') as said,
      string_agg(m.words, ' ' order by m.source, m.id) filter (where m.audience = 'internal') as noted
    from (
      select w.source, w.id, w.ticket_id, w.audience, w.created_at, w.words, length(w.words) as size,
        ((sum(length(w.words)) over (partition by w.ticket_id order by w.source, w.id) - length(w.words)) / 60000)::integer as part
      from (
        select 0 as source, m.id, m.ticket_id, m.audience, m.created_at,
          left(m.body, 200000) || coalesce((select string_agg(' ' || a.name, '') from attachments a where a.message_id = m.id), '') as words
        from messages m where m.ticket_id = any(search_write.tickets)
        union all select 1, o.id, o.ticket_id, 'public', o.at, o.body from outlines o where o.ticket_id = any(search_write.tickets)) w) m
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
            or exists (select from attachments f where f.message_id = m.id and position(g.word in search_plain(f.name)) > 0)))
          or exists (select from outlines o where o.ticket_id = t.id and position(g.word in search_plain(o.body)) > 0));
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
      union all select to_tsvector('pg_catalog.simple', search_plain(body)) from outlines
      union all select to_tsvector('pg_catalog.simple', search_plain(name)) from attachments
      union all select to_tsvector('pg_catalog.simple', search_plain(name)) from people where role = 'customer'
      union all select to_tsvector('pg_catalog.simple', search_plain(name)) from companies
      union all select to_tsvector('pg_catalog.simple', search_plain(address::text)) from addresses$q$)
    where length(word) between 2 and 40
    except select word from search_words;
end $$;

create function search_outline() returns trigger language plpgsql as $$
begin
  update search_texts s set words = s.words || setweight(search_vector(t.locale, new.body), 'C'), size = s.size + length(new.body), at = greatest(s.at, new.at)
    from tickets t where t.id = new.ticket_id and s.ticket_id = new.ticket_id
      and s.part = (select max(part) from search_texts where ticket_id = new.ticket_id);
  if found then perform search_learn(new.body); end if;
  return null;
end $$;
create trigger outlines_are_found after insert on outlines for each row
  when (new.body <> '' and coalesce(current_setting('kept.search_later', true), '') <> 'on') execute function search_outline();

create function search_outlines_changed() returns trigger language plpgsql as $$
begin
  if exists (select from now n join was w on w.id = n.id where n.body <> w.body) then
    perform search_again((select array_agg(distinct n.ticket_id) from now n join was w on w.id = n.id where n.body <> w.body));
    perform search_forget((select string_agg(w.body, ' ') from now n join was w on w.id = n.id where n.body <> w.body));
    delete from searches;
  end if;
  return null;
end $$;
create trigger outlines_are_found_anew after update on outlines referencing old table as was new table as now
  for each statement execute function search_outlines_changed();

update schema_migrations set dirty = false;
