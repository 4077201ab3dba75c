alter table desk
  add column sender text constraint desk_sender check (sender like '_%@_%' and length(sender) <= 254);
comment on column desk.sender is 'The address that mail comes from; null: as the program was started.';

update schema_migrations set dirty = false;
