delete from notices where kind = 'has_it';
alter table notices drop constraint notices_kind,
  add constraint notices_kind check (kind in ('warned', 'came_up', 'broken', 'handed_up', 'apology_drafted',
    'apologies_held', 'asked', 'asked_back', 'told_more', 'answered', 'passed', 'not_answered', 'assigned', 'taken_over', 'undelivered'));
drop table presences;
drop function tell_of_presence();
drop trigger clock_live on clock;
drop function tell_of_clock();
drop trigger ticket_links_live on ticket_links;
drop trigger followers_live on followers;
drop trigger sessions_live on sessions;
drop trigger team_members_live on team_members;
drop trigger companies_live on companies;
drop trigger teams_live on teams;
drop trigger people_live on people;
drop function tell_of_rights();
drop trigger notices_read_live on notices;
drop trigger notices_live on notices;
drop function tell_of_notice();
drop trigger waiting_replies_live on waiting_replies;
drop function tell_of_waiting_reply();
drop trigger tickets_live on tickets;
drop function tell_of_team();
drop trigger events_live on events;
drop function tell_of_events();

update schema_migrations set dirty = false;
