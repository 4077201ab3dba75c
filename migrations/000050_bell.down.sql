drop table mentions;
drop table watches;
drop table notice_choices;
delete from notices where kind in ('mentioned', 'wrote', 'replied', 'noted', 'solved', 'reopened');
alter table notices drop column message_id, drop column in_app, drop column in_browser,
  drop constraint notices_kind,
  add constraint notices_kind check (kind in ('warned', 'came_up', 'broken', 'handed_up', 'apology_drafted',
    'apologies_held', 'asked', 'asked_back', 'told_more', 'answered', 'passed', 'not_answered', 'assigned', 'taken_over', 'undelivered', 'has_it'));

update schema_migrations set dirty = false;
