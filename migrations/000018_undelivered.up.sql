alter table promises
  add column delivery_failed_at timestamptz,
  add constraint promises_failed_was_kept check (state = 'kept' or delivery_failed_at is null);
comment on column promises.delivery_failed_at is 'When it came out that the mail which kept it never arrived: it stays kept, but does not count as kept.';

update schema_migrations set dirty = false;
