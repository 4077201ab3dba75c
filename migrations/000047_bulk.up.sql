create table bulk_acts (
  id          bigint      generated always as identity primary key,
  actor_id    bigint      not null references people,
  verb        text        not null constraint bulk_acts_verb
    check (verb in ('take', 'assign', 'team', 'priority', 'tag', 'topic', 'solve', 'wait', 'hold', 'spam')),
  target      text        not null default '',
  named       text        not null default '',
  words       text        not null default '',
  total       integer     not null default 0,
  begun_at    timestamptz not null,
  finished_at timestamptz,
  undo_at     timestamptz,
  undone_at   timestamptz,
  constraint bulk_acts_undone_in_order check ((undo_at is null or finished_at is not null) and (undone_at is null or undo_at is not null)),
  constraint bulk_acts_words_are_let_go check (finished_at is null or words = '')
);
create index bulk_acts_of_actor on bulk_acts (actor_id);
create index bulk_acts_by_age on bulk_acts (begun_at);
create index bulk_acts_under_way on bulk_acts (begun_at) where finished_at is null or undo_at is not null and undone_at is null;
comment on table bulk_acts is 'One act over many tickets: who did what. Removed after 30 days.';
comment on column bulk_acts.target is 'To what: a person''s, team''s or topic''s number, a priority, or a tag''s name.';
comment on column bulk_acts.named is 'What the target was called when the act began.';
comment on column bulk_acts.words is 'The message that every customer gets; emptied as soon as the last ticket had its turn.';
comment on column bulk_acts.undo_at is 'When it was asked that everything be set back.';

create table bulk_tickets (
  act_id      bigint  not null references bulk_acts on delete cascade,
  position    integer not null,
  number      bigint  not null,
  seen_id     bigint  not null default 0,
  outcome     text    constraint bulk_tickets_outcome check (outcome in ('done', 'same', 'refused', 'missing')),
  why         text    not null default '',
  who         text    not null default '',
  was         jsonb,
  last_event  integer,
  undone      text    constraint bulk_tickets_undone check (undone in ('done', 'refused', 'missing')),
  undone_why  text    not null default '',
  undone_who  text    not null default '',
  primary key (act_id, position),
  constraint bulk_tickets_once unique (act_id, number)
);
create index bulk_tickets_to_do on bulk_tickets (act_id, position) where outcome is null;
create index bulk_tickets_to_undo on bulk_tickets (act_id, position) where outcome = 'done' and undone is null;
comment on table bulk_tickets is 'The tickets of an act over many, and what came of it for each. Nothing that a customer wrote stands here.';
comment on column bulk_tickets.number is 'The number that was chosen, whether or not there is such a ticket for the actor.';
comment on column bulk_tickets.seen_id is 'The newest message when the act began: words are not sent to whoever has written since.';
comment on column bulk_tickets.why is 'The key of the sentence that says why not; who is its blank for a name.';
comment on column bulk_tickets.was is 'How the ticket stood before, for setting it back: numbers and statuses only.';
comment on column bulk_tickets.last_event is 'The ticket''s newest event after the act: what anybody did since comes after it.';

update schema_migrations set dirty = false;
