create index promises_of_apology on promises (apology_id) where apology_id is not null;
comment on index promises_of_apology is 'What an apology named, on whatever ticket it stands since.';

update schema_migrations set dirty = false;
