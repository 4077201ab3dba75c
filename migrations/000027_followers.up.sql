create table followers (
  ticket_id    bigint      not null references tickets,
  person_id    bigint      not null references people,
  added_by_id  bigint      references people,
  added_at     timestamptz not null,
  confirmed_at timestamptz,
  primary key (ticket_id, person_id)
);
create index followers_by_person on followers (person_id, ticket_id);
comment on table followers is 'Customers who see a ticket beside its requester.';
comment on column followers.confirmed_at is 'When they opened the link that was mailed to them; before that they see nothing of it.';

create function visible_to_customer(person bigint) returns setof bigint
  language sql stable
  begin atomic
    select t.id from tickets t where t.requester_id = person
    union
    select f.ticket_id from followers f where f.person_id = person and f.confirmed_at is not null
    union
    select t.id from people me join people mate on mate.company_id = me.company_id join tickets t on t.requester_id = mate.id
    where me.id = person and me.sees_company;
  end;
comment on function visible_to_customer(bigint) is 'The one rule of which tickets a signed-in customer sees: their own, those they follow, and their company''s where they may.';

update schema_migrations set dirty = false;
