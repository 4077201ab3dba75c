create table factors (
  id            bigint      generated always as identity primary key,
  person_id     bigint      not null references people,
  kind          text        not null constraint factors_kind check (kind in ('code', 'passkey')),
  name          text        not null constraint factors_have_a_name check (name <> ''),
  setup_key     bytea       not null constraint factors_setup_key unique,
  sealed        bytea,
  last_step     bigint,
  credential_id bytea       constraint factors_credential_id_key unique,
  credential    jsonb,
  added_at      timestamptz not null default clock_timestamp(),
  used_at       timestamptz,
  constraint factors_are_whole check (case kind
    when 'code' then sealed is not null and last_step is not null and credential_id is null and credential is null
    else sealed is null and last_step is null and credential_id is not null and credential is not null end)
);
create index factors_of_person on factors (person_id, id);
comment on table factors is 'What somebody of the staff has beside a password: code apps and passkeys. They live in real time, as sessions do.';
comment on column factors.setup_key is 'Of the page that set it up: sending that twice adds it once.';
comment on column factors.sealed is 'The secret that the code app shares with Kept, sealed with a key that is not in the database; its first eight bytes name the key.';
comment on column factors.last_step is 'The half-minute of the last code that was taken, counted from 1970: it and those before are never taken again.';
comment on column factors.credential is 'The passkey''s public half, as the WebAuthn library keeps it. It holds no secret.';

create table recovery_codes (
  person_id  bigint      not null references people,
  hash       bytea       not null,
  salt       bytea       not null,
  made_at    timestamptz not null default clock_timestamp(),
  used_at    timestamptz,
  primary key (person_id, hash)
);
comment on table recovery_codes is 'Codes that somebody wrote down, each good once in the place of a second factor.';
comment on column recovery_codes.hash is 'argon2id of the code with the salt, which all codes of one making share.';

create table half_sessions (
  token_hash  bytea       primary key,
  person_id   bigint      not null references people,
  kind        text        not null constraint half_sessions_kind check (kind in ('second', 'link')),
  tries_left  integer     not null constraint half_sessions_tries check (tries_left between 0 and 5),
  next        text        not null default '',
  issuer      text        not null default '',
  subject     text        not null default '',
  address     text        not null default '',
  created_at  timestamptz not null default clock_timestamp()
);
create index half_sessions_of_person on half_sessions (person_id);
comment on table half_sessions is 'Who has taken one of the two steps of signing in, for ten minutes of real time. It opens no page but the next step.';
comment on column half_sessions.kind is 'second: the password was right. link: the company''s sign-in names somebody who must prove that this account is theirs.';
comment on column half_sessions.issuer is 'With subject and address: whom the company''s sign-in has named; of a link only.';

create table passkey_challenges (
  holder      bytea       not null,
  use         text        not null constraint passkey_challenges_use check (use in ('add', 'prove')),
  data        jsonb       not null,
  created_at  timestamptz not null default clock_timestamp(),
  primary key (holder, use)
);
comment on table passkey_challenges is 'What a passkey is asked to sign, once, within five minutes of real time.';
comment on column passkey_challenges.holder is 'The hash of the session or half-session that asked.';

create table factor_rules (
  role  text primary key constraint factor_rules_role check (role in ('agent', 'supervisor', 'admin'))
);
comment on table factor_rules is 'The roles that need a second factor: whoever has none is led to set one up before anything else.';

create table identities (
  issuer     text        not null,
  subject    text        not null,
  person_id  bigint      not null references people,
  address    text        not null,
  linked_at  timestamptz not null default clock_timestamp(),
  used_at    timestamptz,
  primary key (issuer, subject)
);
create index identities_of_person on identities (person_id);
comment on table identities is 'Who somebody is at the company''s sign-in: issuer and subject, which never change, and never the mail address, which may.';
comment on column identities.address is 'What the company''s sign-in called them when the two were linked.';

create table used_states (
  state_hash  bytea       primary key,
  used_at     timestamptz not null default clock_timestamp()
);
comment on table used_states is 'Ways back from the company''s sign-in that were taken: each is good once.';

do $$ begin -- other kinds of letters came in between, by other migrations: what they allow stays allowed
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), 'ARRAY[', 'ARRAY[''factor_lost''::text, ')) from pg_constraint where conname = 'outbox_kind');
  execute (select format('alter table outbox drop constraint outbox_is_about_a_ticket, add constraint outbox_is_about_a_ticket %s',
    replace(pg_get_constraintdef(oid), '(kind = ', '(kind = ''factor_lost''::text or kind = ')) from pg_constraint where conname = 'outbox_is_about_a_ticket');
end $$;

update schema_migrations set dirty = false;
