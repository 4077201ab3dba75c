drop index outbox_sent;
drop index outbox_one_follow_up;
delete from outbox where kind in ('follow_up', 'apology', 'notices');
alter table outbox
  drop column apology_id,
  drop constraint outbox_is_about_a_ticket,
  drop constraint outbox_kind,
  add constraint outbox_kind check (kind in ('receipt', 'reply', 'promised', 'moved', 'solved')),
  alter column ticket_id set not null;
alter table promises drop column apology_id;
drop table apologies, question_turns, questions, person_skills, skills, escalations;

update schema_migrations set dirty = false;
