alter table desk
  add column languages    text[]  not null default '{en,sv,da,pl,el}' constraint desk_offers_languages
    check (cardinality(languages) > 0 and languages <@ '{en,sv,da,pl,el}' and locale = any (languages)),
  add column undo_seconds integer constraint desk_undo_is_short check (undo_seconds between 0 and 60),
  add column link_days    integer constraint desk_links_last check (link_days between 1 and 3650),
  add column steps        text[]  not null default '{}';
update desk set steps = '{hours,team,people,mail}';
comment on column desk.languages is 'What its customers may choose from; the desk''s own is always among them.';
comment on column desk.undo_seconds is 'How long a reply can be taken back before it leaves; null: as the program was started.';
comment on column desk.link_days is 'Days after closing for which the links in mails open a ticket; null: as the program was started.';
comment on column desk.steps is 'Which steps of the first run are done or were skipped.';

update schema_migrations set dirty = false;
