create table handings (
  ticket_id bigint      not null references tickets on delete cascade,
  person_id bigint      not null references people,
  handed_at timestamptz,
  passed_at timestamptz,
  primary key (ticket_id, person_id)
);
create index handings_of_person on handings (person_id, handed_at);
comment on table handings is 'Which tickets somebody was given as the next one, and which they have owned and own no more: what they were rid of is not dealt to them again for a while.';
comment on column handings.handed_at is 'When they got it by "Next ticket", the last time.';
comment on column handings.passed_at is 'When it went from them back to its team, the last time.';

create table turns (
  team_id   bigint primary key references teams on delete cascade,
  person_id bigint references people
);
comment on table turns is 'Who of a team was dealt a ticket last: those after them come next. Whoever deals holds the row.';

alter table teams
  add column deals text not null default 'hand' constraint teams_deals check (deals in ('hand', 'turns', 'load')),
  add column deal_limit integer constraint teams_deal_limit check (deal_limit between 1 and 500),
  add column deals_by_skill boolean not null default false,
  add column returns_minutes integer constraint teams_returns_minutes check (returns_minutes between 60 and 30000);
comment on column teams.deals is 'How its tickets find an owner: by hand, to one after another in turns, or to who has the fewest.';
comment on column teams.deal_limit is 'How many open tickets somebody may own and still be dealt one; null: any number.';
comment on column teams.deals_by_skill is 'Whether those come first who have the skill that the ticket''s topic asks for.';
comment on column teams.returns_minutes is 'Business time after which a ticket that its owner has not touched is the team''s again; null: never.';

alter table topics add column skill_id bigint references skills;
comment on column topics.skill_id is 'What whoever answers should know; null: as the topic above it says.';

update schema_migrations set dirty = false;
