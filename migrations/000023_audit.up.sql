create table audit (
  id           bigint      generated always as identity primary key,
  at           timestamptz not null,
  actor_id     bigint      references people,
  kind         text        not null constraint audit_has_a_kind check (kind <> ''),
  person_id    bigint      references people,
  object       text        not null default '',
  was          text        not null default '',
  became       text        not null default '',
  network      text        not null default '',
  salt         bytea       default uuid_send(gen_random_uuid()),
  network_salt bytea       default uuid_send(gen_random_uuid()),
  emptied_by   bigint      references audit,
  constraint audit_says_what_was_emptied check (emptied_by is null and salt is not null and network_salt is not null
    or emptied_by is not null and network_salt is null)
);
create index audit_of_person on audit (person_id, id desc) where person_id is not null;
create index audit_of_actor on audit (actor_id, id desc) where actor_id is not null;
create index audit_of_kind on audit (kind text_pattern_ops, id desc);
create index audit_of_day on audit (at);
comment on table audit is 'Every change of rights, settings and persons, every sign-in, export and erasure; only ever added to.';
comment on column audit.actor_id is 'Who did it; null: Kept itself, or the machine''s operator.';
comment on column audit.person_id is 'Whom it is about, if it is about a person.';
comment on column audit.object is 'What else it is about: a team, a setting, a company, by kind and number or name.';
comment on column audit.salt is 'Stands before object, was and became in their digest; goes with them when they are emptied, so that nobody can guess them by it.';
comment on column audit.network_salt is 'Stands before network in its digest, and goes with it.';
comment on column audit.emptied_by is 'The entry that tells of the emptying of this one''s texts; null: nothing was emptied.';

create table audit_chain (
  position       bigint  primary key constraint audit_chain_begins_at_one check (position > 0),
  entry_id       bigint  not null constraint audit_chain_holds_each_once unique references audit,
  texts_digest   bytea   not null,
  network_digest bytea   not null,
  previous       bytea   not null,
  hash           bytea   not null
);
comment on table audit_chain is 'The audit''s entries in the order of their commits, each with the hash of the one before: whoever changes, removes or moves one breaks it. Written by the database alone.';
comment on column audit_chain.position is '1, 2, 3 and so on, without a gap.';
comment on column audit_chain.texts_digest is 'SHA-256 of the salt and the entry''s object, was and became as they were written: stays when they are emptied.';
comment on column audit_chain.network_digest is 'SHA-256 of the network''s salt and the network.';
comment on column audit_chain.previous is 'The hash of the position before; 32 zero bytes for the first.';
comment on column audit_chain.hash is 'SHA-256 of previous and of position, entry, instant in microseconds, actor, kind, person and both digests, each behind its length in bytes.';

create function audit_canonical(variadic parts text[]) returns bytea
  language sql immutable
  begin atomic
    select convert_to(coalesce(string_agg(octet_length(convert_to(p.part, 'UTF8'))::text || ':' || p.part, ',' order by p.n), ''), 'UTF8')
    from unnest(parts) with ordinality as p (part, n);
  end;
comment on function audit_canonical(text[]) is 'The one form of texts that is hashed: each behind its length in bytes, so that no two lists look alike.';

create function chain_audit() returns trigger language plpgsql security definer as $$
declare
  place  bigint;
  before bytea;
  texts  bytea := sha256(new.salt || audit_canonical(new.object, new.was, new.became));
  net    bytea := sha256(new.network_salt || audit_canonical(new.network));
begin
  perform pg_advisory_xact_lock(7741031522198184051); -- until this commit, which has begun
  select c.position, c.hash into place, before from audit_chain c order by c.position desc limit 1;
  place := coalesce(place, 0) + 1;
  before := coalesce(before, decode(repeat('00', 32), 'hex'));
  insert into audit_chain (position, entry_id, texts_digest, network_digest, previous, hash)
  values (place, new.id, texts, net, before, sha256(before || audit_canonical(
    place::text, new.id::text, (extract(epoch from new.at) * 1000000)::bigint::text, coalesce(new.actor_id::text, ''),
    new.kind, coalesce(new.person_id::text, ''), encode(texts, 'hex'), encode(net, 'hex'))));
  return null;
end $$;
comment on function chain_audit() is 'Adds an entry to the chain at its commit: only then do writers wait for each other, and only for the rest of that commit.';
create constraint trigger audit_is_chained after insert on audit deferrable initially deferred for each row execute function chain_audit();

create function keep_audit() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' and exists (select from desk where is_demo) then
    return null; -- a demo's desk is emptied whole
  end if;
  if tg_table_name = 'audit' and tg_op = 'UPDATE' then
    if (new.id, new.at, new.kind) = (old.id, old.at, old.kind)
      and new.actor_id is not distinct from old.actor_id and new.person_id is not distinct from old.person_id
      and exists (select from audit a where a.id = new.emptied_by and a.kind = 'audit.emptied' and a.id <> new.id)
      and ((new.salt, new.object, new.was, new.became) is not distinct from (old.salt, old.object, old.was, old.became)
        or (new.salt is null and new.object = '' and new.was = '' and new.became = ''))
      and ((new.network_salt, new.network) is not distinct from (old.network_salt, old.network)
        or (new.network_salt is null and new.network = ''))
    then
      return new;
    end if;
  end if;
  raise exception 'the audit is only added to: % on % is refused', lower(tg_op), tg_table_name
    using errcode = 'insufficient_privilege', constraint = 'audit_is_only_added_to';
end $$;
comment on function keep_audit() is 'Nobody changes or removes an entry; only its texts may be emptied, when another entry tells of that.';
create trigger audit_is_kept before update or delete on audit for each row execute function keep_audit();
create trigger audit_is_kept_whole before truncate on audit for each statement execute function keep_audit();
create trigger audit_chain_is_kept before update or delete on audit_chain for each row execute function keep_audit();
create trigger audit_chain_is_kept_whole before truncate on audit_chain for each statement execute function keep_audit();

create function empty_audit(about bigint, by_person bigint) returns bigint language plpgsql security definer as $$
declare
  tombstone bigint;
  emptied   bigint;
begin
  insert into audit (at, actor_id, kind, person_id) values (clock_timestamp(), by_person, 'audit.emptied', about) returning id into tombstone;
  -- A change of a setting stays readable when whoever made it is erased: only from where they made it goes.
  update audit set
    emptied_by = tombstone, network = '', network_salt = null,
    object = case when person_id = about then '' else object end,
    was = case when person_id = about then '' else was end,
    became = case when person_id = about then '' else became end,
    salt = case when person_id = about then null else salt end
  where id <> tombstone and (person_id = about or actor_id = about)
    and (network_salt is not null or (person_id = about and salt is not null));
  get diagnostics emptied = row_count;
  return emptied;
end $$;
comment on function empty_audit(bigint, bigint) is 'Empties the texts of every entry about a person and the network of every one by them, writes the entry that tells of it, and returns how many it emptied. The chain still holds. The one way in which an entry ever changes.';

-- They run as the schema's owner, and so must not be led to somebody else's tables of these names.
do $$ begin
  execute format('alter function chain_audit() set search_path = %I, pg_temp', current_schema());
  execute format('alter function empty_audit(bigint, bigint) set search_path = %I, pg_temp', current_schema());
end $$;

update schema_migrations set dirty = false;
