alter table desk drop column remind_hours;
comment on column promises.remind_at is 'Of an appointment: when the customer is reminded of it. Null: it was agreed so late that they still know.';

update schema_migrations set dirty = false;
