alter table topics drop column skill_id;
alter table teams drop column returns_minutes, drop column deals_by_skill, drop column deal_limit, drop column deals;
drop table turns;
drop table handings;

update schema_migrations set dirty = false;
