create table signin_requests (
  id           bigint      generated always as identity primary key,
  address      citext      not null,
  browser_hash bytea       not null,
  next         text        not null default '',
  asked_at     timestamptz not null default clock_timestamp(),
  token_hash   bytea       constraint signin_requests_token_key unique,
  drawn_at     timestamptz,
  used_at      timestamptz,
  constraint signin_requests_drawn_whole check ((token_hash is null) = (drawn_at is null)),
  constraint signin_requests_used_was_drawn check (used_at is null or drawn_at is not null)
);
create index signin_requests_of_browser on signin_requests (browser_hash, id desc);
create index signin_requests_old on signin_requests (asked_at);
comment on table signin_requests is 'Who asked to sign in by a mailed link. Written for an unknown address too: whose it is, is looked up when the letter leaves. Kept for a week.';
comment on column signin_requests.browser_hash is 'Of the cookie of the browser that asked: the link works there only.';
comment on column signin_requests.next is 'Where to go on to, a path of this site.';
comment on column signin_requests.drawn_at is 'When the link was made, as its letter left: it works for 10 minutes of real time, once.';

alter table followers
  add column address    citext,
  add column token_hash bytea       constraint followers_token_key unique,
  add column drawn_at   timestamptz,
  add constraint followers_drawn_whole check ((token_hash is null) = (drawn_at is null));
update followers f set address = (select address from people where id = f.person_id);
alter table followers alter column address set not null;
comment on column followers.address is 'To which the link was mailed: what others see of them until they have opened it.';
comment on column followers.drawn_at is 'When the link that confirms was made, as its letter left: it works for 14 days of real time, until it was used.';

alter table outbox
  alter column person_id drop not null,
  add column signin_id bigint references signin_requests on delete set null,
  add constraint outbox_is_about_a_sign_in check (kind = 'sign_in' or signin_id is null),
  add constraint outbox_sign_in_is_for_an_address check (kind <> 'sign_in' or person_id is null);
-- Other migrations add kinds of letters of their own, in whatever order they came: what they allow stays allowed.
do $$
begin
  execute (select format('alter table outbox drop constraint outbox_kind, add constraint outbox_kind %s',
    replace(pg_get_constraintdef(oid), 'ARRAY[', 'ARRAY[''sign_in''::text, ''copy''::text, ''colleague''::text, ')) from pg_constraint where conname = 'outbox_kind');
  execute (select format('alter table outbox drop constraint outbox_is_about_a_ticket, add constraint outbox_is_about_a_ticket %s',
    replace(pg_get_constraintdef(oid), '(kind = ', '(kind = ''sign_in''::text or kind = ')) from pg_constraint where conname = 'outbox_is_about_a_ticket');
  if exists (select from pg_constraint where conname = 'outbox_is_for_somebody') then
    execute (select format('alter table outbox drop constraint outbox_is_for_somebody, add constraint outbox_is_for_somebody %s',
      replace(pg_get_constraintdef(oid), 'ARRAY[', 'ARRAY[''sign_in''::text, ')) from pg_constraint where conname = 'outbox_is_for_somebody');
  end if;
end $$;
create index outbox_of_sign_in on outbox (signin_id) where signin_id is not null;
comment on column outbox.person_id is 'Whose mail it is; null: somebody who is not one of the people yet, or whose address is looked up when it leaves.';
comment on column people.password is 'argon2id in its standard text form; null: none is set. Customers need none.';

update schema_migrations set dirty = false;
