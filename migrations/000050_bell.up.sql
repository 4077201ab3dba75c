alter table notices drop constraint notices_kind,
  add constraint notices_kind check (kind in ('warned', 'came_up', 'broken', 'handed_up', 'apology_drafted',
    'apologies_held', 'asked', 'asked_back', 'told_more', 'answered', 'passed', 'not_answered', 'assigned', 'taken_over', 'undelivered', 'has_it',
    'mentioned', 'wrote', 'replied', 'noted', 'solved', 'reopened')),
  add column message_id bigint references messages,
  add column in_app     boolean not null default true,
  add column in_browser boolean not null default false;
comment on column notices.message_id is 'The message that it tells of; null: none.';
comment on column notices.in_app is 'Whether it stands in the app, as its reader had chosen when it was written.';
comment on column notices.in_browser is 'Whether the browser shows it while a page of Kept stands open, as its reader had chosen.';

create table notice_choices (
  person_id bigint  not null references people,
  kind      text    not null,
  app       boolean not null,
  mail      boolean not null,
  browser   boolean not null,
  primary key (person_id, kind)
);
comment on table notice_choices is 'How somebody of the staff is told of one kind of notice, where they have chosen otherwise than Kept suggests.';

create table watches (
  ticket_id bigint      not null references tickets,
  person_id bigint      not null references people,
  began_at  timestamptz not null,
  primary key (ticket_id, person_id)
);
create index watches_of_person on watches (person_id);
comment on table watches is 'Who of the staff follows a ticket that is not theirs. It gives no right to see it.';

create table mentions (
  message_id bigint not null references messages,
  person_id  bigint not null references people,
  words      text   not null,
  primary key (message_id, person_id)
);
create index mentions_of_person on mentions (person_id);
comment on table mentions is 'Whom of the staff an internal note calls by name. It reaches no customer by any way.';
comment on column mentions.words is 'How the note calls them, after the @.';

update schema_migrations set dirty = false;
