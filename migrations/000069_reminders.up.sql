-- How long before an appointment its customer is reminded of it is the office's to say. Until now it was a day.
alter table desk
  add column remind_hours integer not null default 24 constraint desk_reminds_in_time check (remind_hours between 0 and 336);
comment on column desk.remind_hours is 'Hours before the window of an appointment opens, at which its customer is reminded; whole days go by the clock of the calendar''s zone. 0: nobody is reminded.';
comment on column promises.remind_at is 'Of an appointment: when the customer is reminded of it. Null: it was agreed so late that they still know, or nobody is to be reminded.';

update schema_migrations set dirty = false;
