-- What pages hear of what happened: one line on the channel kept_live, in the transaction that did it.
--   t TICKET TEAM…  something happened to a ticket that is or was a team's
--   h TICKET TEAM PERSON  who came to look at it, went, or began or ended to write
--   b PERSON        their notices
--   r PERSON        what they may see may have changed; 0: everybody's
--   a               more than is worth counting
-- No line says what was done, and none holds a word of anybody's.

create function tell_of_events() returns trigger language plpgsql as $$
begin
  if exists (select from fresh offset 2000) then
    perform pg_notify('kept_live', 'a');
  else
    perform pg_notify('kept_live', concat_ws(' ', 't', t.id, t.team_id))
      from (select distinct ticket_id from fresh) f join tickets t on t.id = f.ticket_id;
  end if;
  return null;
end $$;
create trigger events_live after insert on events referencing new table as fresh for each statement execute function tell_of_events();

create function tell_of_team() returns trigger language plpgsql as $$
begin
  perform pg_notify('kept_live', concat_ws(' ', 't', new.id, old.team_id, new.team_id));
  return null;
end $$;
create trigger tickets_live after update of team_id on tickets for each row when (old.team_id <> new.team_id) execute function tell_of_team();

create function tell_of_waiting_reply() returns trigger language plpgsql as $$
begin
  perform pg_notify('kept_live', concat_ws(' ', 't', t.id, t.team_id)) from tickets t where t.id in (old.ticket_id, new.ticket_id);
  return null;
end $$;
create trigger waiting_replies_live after insert or delete on waiting_replies for each row execute function tell_of_waiting_reply();

create function tell_of_notice() returns trigger language plpgsql as $$
begin
  perform pg_notify('kept_live', concat_ws(' ', 'b', new.person_id));
  return null;
end $$;
create trigger notices_live after insert on notices for each row execute function tell_of_notice();
create trigger notices_read_live after update of read_at on notices for each row when (old.read_at is distinct from new.read_at) execute function tell_of_notice();

create function tell_of_rights() returns trigger language plpgsql as $$
begin
  perform pg_notify('kept_live', concat_ws(' ', 'r', case tg_table_name
    when 'people' then to_jsonb(new) ->> 'id'
    when 'teams' then '0'
    when 'companies' then '0'
    else coalesce(to_jsonb(new), to_jsonb(old)) ->> 'person_id' end));
  return null;
end $$;
create trigger people_live after update of role, is_active, company_id, sees_company on people for each row
  when ((old.role, old.is_active, old.company_id, old.sees_company) is distinct from (new.role, new.is_active, new.company_id, new.sees_company))
  execute function tell_of_rights();
create trigger teams_live after update of is_private on teams for each row when (old.is_private <> new.is_private) execute function tell_of_rights();
create trigger companies_live after update of may_reply on companies for each row when (old.may_reply <> new.may_reply) execute function tell_of_rights();
create trigger team_members_live after insert or delete on team_members for each row execute function tell_of_rights();
create trigger sessions_live after delete on sessions for each row execute function tell_of_rights();
create trigger followers_live after insert or update or delete on followers for each row execute function tell_of_rights();
create trigger ticket_links_live after delete on ticket_links for each row execute function tell_of_rights();

create function tell_of_clock() returns trigger language plpgsql as $$
begin
  perform pg_notify('kept_live', 'a');
  return null;
end $$;
create trigger clock_live after insert or update on clock for each statement execute function tell_of_clock();

-- Real time, not the desk's: this is about browsers that stand open now.
create unlogged table presences (
  id         bigint      generated always as identity primary key,
  ticket_id  bigint      not null references tickets on delete cascade,
  person_id  bigint      not null references people on delete cascade,
  seen_at    timestamptz not null default clock_timestamp(),
  began_at   timestamptz,
  lines      integer     not null default 0 constraint presences_lines check (lines between 0 and 1000),
  constraint presences_write check ((began_at is null) = (lines = 0))
);
create index presences_of_ticket on presences (ticket_id);
create index presences_by_time on presences (seen_at);
comment on table presences is 'Who of the staff has a ticket open, one row for each open page; never what they write. It may be lost: pages that stand open write it anew.';
comment on column presences.seen_at is 'When the page was last known to be open, in real time; after half a minute it is not.';
comment on column presences.began_at is 'Since when a text is in its composer, on the desk''s clock; null: it is empty.';
comment on column presences.lines is 'How many lines that text has.';

create function tell_of_presence() returns trigger language plpgsql as $$
begin
  perform pg_notify('kept_live', concat_ws(' ', 'h', t.id, t.team_id, coalesce(new.person_id, old.person_id)))
    from tickets t where t.id = coalesce(new.ticket_id, old.ticket_id);
  return null;
end $$;
create trigger presences_live after insert or delete on presences for each row execute function tell_of_presence();
create trigger presences_writing_live after update of began_at, lines on presences for each row
  when ((old.began_at, old.lines) is distinct from (new.began_at, new.lines)) execute function tell_of_presence();

alter table notices drop constraint notices_kind,
  add constraint notices_kind check (kind in ('warned', 'came_up', 'broken', 'handed_up', 'apology_drafted',
    'apologies_held', 'asked', 'asked_back', 'told_more', 'answered', 'passed', 'not_answered', 'assigned', 'taken_over', 'undelivered', 'has_it'));

update schema_migrations set dirty = false;
