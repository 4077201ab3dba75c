alter table bulk_acts add key_hash bytea constraint bulk_acts_once unique;
comment on column bulk_acts.key_hash is 'Of the key of the form with what it asked for: the same form sent twice is one act. Null: taking, which is the same twice.';

update schema_migrations set dirty = false;
