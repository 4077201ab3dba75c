alter table people add column hints_gone text[] not null default '{}' constraint people_hints_are_few check (cardinality(hints_gone) <= 20);
comment on column people.hints_gone is 'Which of the first hints somebody of the staff has put away, or needs no more.';

update schema_migrations set dirty = false;
