drop table workers, sent_mails, outbox;
update schema_migrations set dirty = false;
