drop function empty_audit(bigint, bigint);
drop table audit_chain, audit;
drop function chain_audit(), keep_audit(), audit_canonical(text[]);

update schema_migrations set dirty = false;
