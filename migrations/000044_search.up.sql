create function search_plain(words text) returns text
  language sql immutable strict parallel safe
  return plain(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words,
    '@', ' '), '.', ' '), '/', ' '), '-', ' '), '_', ' '), '+', ' '), '<', ' '), '>', ' '), '&', ' '), '~', ' '));
comment on function search_plain(text) is 'Words as they are looked for: plain, and nothing between them, so that an address or a file''s name is its words one after another. (Ten replaces take a tenth of one translate.)';

create text search dictionary kept_en (template = pg_catalog.snowball, language = english);
create text search dictionary kept_sv (template = pg_catalog.snowball, language = swedish);
create text search dictionary kept_da (template = pg_catalog.snowball, language = danish);
create text search dictionary kept_el (template = pg_catalog.snowball, language = greek);
create text search configuration kept_en (copy = pg_catalog.simple);
create text search configuration kept_sv (copy = pg_catalog.simple);
create text search configuration kept_da (copy = pg_catalog.simple);
create text search configuration kept_el (copy = pg_catalog.simple);
alter text search configuration kept_en alter mapping for asciiword, word, numword with kept_en;
alter text search configuration kept_sv alter mapping for asciiword, word, numword with kept_sv;
alter text search configuration kept_da alter mapping for asciiword, word, numword with kept_da;
alter text search configuration kept_el alter mapping for asciiword, word, numword with kept_el;

create function search_vector(locale text, words text) returns tsvector
  language sql immutable parallel safe
  return case locale
    when 'en' then to_tsvector('kept_en', search_plain(coalesce(words, '')))
    when 'sv' then to_tsvector('kept_sv', search_plain(coalesce(words, '')))
    when 'da' then to_tsvector('kept_da', search_plain(coalesce(words, '')))
    when 'el' then to_tsvector('kept_el', search_plain(coalesce(words, '')))
    else to_tsvector('pg_catalog.simple', search_plain(coalesce(words, ''))) end;
comment on function search_vector(text, text) is 'The stems of a text, in the order in which they stand. No word is left out: "not" and "och" can be asked for. Postgres has no stems for Polish: its words stand as they are.';

create table search_texts (
  ticket_id  bigint      not null references tickets,
  part       integer     not null,
  team_id    bigint      not null,
  at         timestamptz not null,
  size       integer     not null,
  words      tsvector    not null,
  primary key (ticket_id, part)
) with (fillfactor = 80, toast_tuple_target = 8160);
comment on table search_texts is 'What can be found of a ticket. The database keeps it itself, in the change in which a text is written or goes.';
comment on column search_texts.part is 'A very long ticket has several: what a row can hold has an end.';
comment on column search_texts.team_id is 'The ticket''s, so that whose it is is known without looking at the ticket.';
comment on column search_texts.at is 'When the last text was written.';
comment on column search_texts.size is 'Letters of its texts.';
comment on column search_texts.words is 'Stems with their places. Weight A the subject, B the customer, their addresses and company, C what customers may read, D notes. Whoever must not see notes asks for a, b and c.';
create index search_texts_words on search_texts using gin (words);
create index search_texts_newest on search_texts (at desc, ticket_id desc, part desc);

create table search_words (word text not null);
create index search_words_begin on search_words (word text_pattern_ops);
create index search_words_like on search_words using gin (word gin_trgm_ops);
comment on table search_words is 'Every word as it was written, to find what somebody mistyped or knows a part of. It is shown to nobody. A word may stand in it twice: two who write it first do not wait for each other.';

create table searches (
  person_id  bigint      not null references people,
  words      text        not null constraint searches_say_something check (words <> '' and length(words) <= 400),
  at         timestamptz not null,
  primary key (person_id, words)
);
comment on table searches is 'What each of the staff looked for last, for themselves alone. It may name somebody: it goes whenever anything is erased or emptied.';

create function search_head(ticket bigint) returns tsvector language sql stable as $$
  select setweight(search_vector(t.locale, t.subject), 'A')
    || setweight(to_tsvector('pg_catalog.simple', search_plain(p.name || ' ' || coalesce(c.name, '') || ' '
      || coalesce((select string_agg(a.address::text, ' ' order by a.address) from addresses a where a.person_id = p.id), ''))), 'B')
  from tickets t join people p on p.id = t.requester_id left join companies c on c.id = p.company_id where t.id = ticket
$$;
comment on function search_head(bigint) is 'The words of a ticket''s subject and of its customer.';

create function search_stems(word text) returns tsquery
  language sql immutable strict parallel safe
  return plainto_tsquery('kept_en', word) || plainto_tsquery('kept_sv', word) || plainto_tsquery('kept_da', word) || plainto_tsquery('kept_el', word)
    || plainto_tsquery('pg_catalog.simple', word);
comment on function search_stems(text) is 'How a plain word may stand in search_texts, whatever the language of who wrote it and of who asks.';

create function search_phrase(words text) returns tsquery
  language sql immutable strict parallel safe
  return phraseto_tsquery('kept_en', words) || phraseto_tsquery('kept_sv', words) || phraseto_tsquery('kept_da', words) || phraseto_tsquery('kept_el', words)
    || phraseto_tsquery('pg_catalog.simple', words);
comment on function search_phrase(text) is 'As search_stems, of plain words one after another.';

create function search_learn(learned text) returns void language sql as $$
  insert into search_words select l.word from unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', search_plain(learned)))) as l (word)
    where length(l.word) between 2 and 40 and not exists (select from search_words w where w.word = l.word)
$$;
comment on function search_learn(text) is 'Adds the words that nobody wrote before.';

create function search_forget(gone text) returns void language plpgsql set enable_seqscan = off as $$
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
comment on function search_forget(text) is 'Removes those words of a text that went which are found in no other: after search_again.';

create function search_write(tickets bigint[]) returns void language plpgsql as $$
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
comment on function search_write(bigint[]) is 'Writes the texts of tickets that have none.';

create function search_again(tickets bigint[]) returns void language plpgsql as $$
begin
  if coalesce(cardinality(tickets), 0) = 0 then return; end if;
  delete from search_texts s where s.ticket_id = any(tickets);
  perform search_write(tickets);
end $$;
comment on function search_again(bigint[]) is 'Writes the texts of tickets anew: something of them changed or went.';

create function search_fill() returns void language plpgsql as $$
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
comment on function search_fill() is 'Writes the texts of all tickets that have none. Who loads very many at once sets kept.search_later to on for that change, and calls search_write and search_learn for them.';

create function search_message() returns trigger language plpgsql as $$
declare
  t record;
  said tsvector;
begin
  select id, team_id, locale, subject, requester_id, close_reason into t from tickets where id = new.ticket_id;
  if t.close_reason in ('spam', 'erased') then return null; end if;
  said := setweight(search_vector(t.locale, left(new.body, 200000)), case new.audience when 'internal' then 'D'::"char" else 'C' end);
  update search_texts s set words = s.words || said, size = s.size + least(length(new.body), 200000), at = greatest(s.at, new.created_at)
    where s.ticket_id = t.id and s.size < 60000 and s.part = (select max(part) from search_texts where ticket_id = t.id);
  if not found then
    insert into search_texts (ticket_id, part, team_id, at, size, words)
      select t.id, coalesce(max(part) + 1, 0), t.team_id, new.created_at, least(length(new.body), 200000), search_head(t.id) || said from search_texts where ticket_id = t.id;
    perform search_learn(t.subject);
  end if;
  perform search_learn(left(new.body, 200000));
  return null;
end $$;
create trigger messages_are_found after insert on messages for each row when (coalesce(current_setting('kept.search_later', true), '') <> 'on') execute function search_message();

create function search_file() returns trigger language plpgsql as $$
begin
  update search_texts s set words = s.words || setweight(to_tsvector('pg_catalog.simple', search_plain(new.name)), case m.audience when 'internal' then 'D'::"char" else 'C' end)
    from messages m where m.id = new.message_id and s.ticket_id = m.ticket_id
      and s.part = (select max(part) from search_texts where ticket_id = m.ticket_id);
  if found then perform search_learn(new.name); end if;
  return null;
end $$;
create trigger files_are_found after insert on attachments for each row execute function search_file();

create function search_messages_changed() returns trigger language plpgsql as $$
begin
  if exists (select from now n join was w on w.id = n.id where n.body <> w.body) then
    perform search_again((select array_agg(distinct n.ticket_id) from now n join was w on w.id = n.id where n.body <> w.body));
    perform search_learn(n.body) from now n join was w on w.id = n.id where n.body <> w.body and n.body <> '';
    perform search_forget((select string_agg(left(w.body, 200000), ' ') from now n join was w on w.id = n.id where n.body <> w.body));
    delete from searches;
  end if;
  return null;
end $$;
create trigger messages_are_found_anew after update on messages referencing old table as was new table as now
  for each statement execute function search_messages_changed();

create function search_files_gone() returns trigger language plpgsql as $$
begin
  if exists (select from was) then
    perform search_again((select array_agg(distinct m.ticket_id) from was w join messages m on m.id = w.message_id));
    perform search_forget((select string_agg(name, ' ') from was));
    delete from searches;
  end if;
  return null;
end $$;
create trigger files_are_found_no_more after delete on attachments referencing old table as was
  for each statement execute function search_files_gone();

create function search_ticket_changed() returns trigger language plpgsql as $$
begin
  if new.subject <> old.subject or new.requester_id <> old.requester_id or new.locale <> old.locale or new.close_reason is distinct from old.close_reason then
    perform search_again(array[new.id]);
    if new.subject <> old.subject then
      perform search_learn(new.subject);
      perform search_forget(old.subject);
      delete from searches;
    end if;
  else
    update search_texts set team_id = new.team_id where ticket_id = new.id and team_id <> new.team_id;
  end if;
  return null;
end $$;
create trigger tickets_are_found_anew after update on tickets for each row
  when (old.subject <> new.subject or old.requester_id <> new.requester_id or old.locale <> new.locale or old.team_id <> new.team_id
    or (new.close_reason is not null and new.close_reason in ('spam', 'erased')) <> (old.close_reason is not null and old.close_reason in ('spam', 'erased')))
  execute function search_ticket_changed();

create function search_person_changed() returns trigger language plpgsql as $$
begin
  if new.role = 'customer' then
    perform search_again((select array_agg(id) from tickets where requester_id = new.id));
    if new.name <> old.name then
      perform search_learn(new.name);
      perform search_forget(old.name);
    end if;
  end if;
  if new.erased_at is distinct from old.erased_at then delete from searches; end if;
  if not new.is_active then delete from searches where person_id = new.id; end if;
  return null;
end $$;
create trigger people_are_found_anew after update on people for each row
  when (old.name <> new.name or old.company_id is distinct from new.company_id or old.erased_at is distinct from new.erased_at or old.is_active <> new.is_active)
  execute function search_person_changed();

create function search_person_came() returns trigger language plpgsql as $$
begin
  perform search_learn(new.name);
  return null;
end $$;
create trigger people_are_found after insert on people for each row when (new.role = 'customer' and coalesce(current_setting('kept.search_later', true), '') <> 'on') execute function search_person_came();

create function search_address_changed() returns trigger language plpgsql as $$
begin
  perform search_again((select array_agg(id) from tickets where requester_id in (old.person_id, new.person_id)));
  if new.address is not null then perform search_learn(new.address::text); end if;
  if old.address is not null then perform search_forget(old.address::text); end if;
  return null;
end $$;
create trigger addresses_are_found_anew after insert or update of address, person_id or delete on addresses
  for each row when (coalesce(current_setting('kept.search_later', true), '') <> 'on') execute function search_address_changed();

create function search_company_changed() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.name = old.name then return null; end if;
    perform search_again((select array_agg(t.id) from people p join tickets t on t.requester_id = p.id where p.company_id = new.id));
    perform search_forget(old.name);
  end if;
  perform search_learn(new.name);
  return null;
end $$;
create trigger companies_are_found_anew after insert or update on companies for each row execute function search_company_changed();

select search_fill();

update schema_migrations set dirty = false;
