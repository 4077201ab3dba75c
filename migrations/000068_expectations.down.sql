drop table expectation_rounds;
drop table expectations;

update schema_migrations set dirty = false;
