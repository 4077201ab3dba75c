create index promises_due on promises (due_at, id);
create index promises_undelivered on promises (due_at, id) where delivery_failed_at is not null;
create index promises_due_of_owner on promises (owner_id, due_at, id) where owner_id is not null;
comment on index promises_due is 'All promises by when they are due: the page that searches them.';
comment on index promises_undelivered is 'Those that were kept by a mail which never arrived, a few of all.';
comment on index promises_due_of_owner is 'What somebody has promised, by when it is due.';

update schema_migrations set dirty = false;
