alter table sessions
  add column id        bigint      generated always as identity constraint sessions_id_key unique,
  add column browser   text        not null default '',
  add column network   text        not null default '',
  add column proven_at timestamptz not null default clock_timestamp(),
  add column proven_by text        not null default 'password' constraint sessions_proven_by check (proven_by in ('password', 'second_factor', 'single_sign_on', 'mailed_link', 'invitation'));
comment on column sessions.browser is 'What the browser called itself at sign-in, shortened: for its owner''s list of sessions.';
comment on column sessions.network is 'From where it was begun.';
comment on column sessions.proven_at is 'When the person last proved who they are, in real time: changing rights, secrets or erasing asks for it again after 15 minutes.';
comment on column sessions.proven_by is 'How they proved it: by a password alone, with a second factor, by the company''s sign-in, by a mailed link or an invitation.';

update schema_migrations set dirty = false;
