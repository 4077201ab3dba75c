package ticket

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// longGone says of a customer that nothing that can be read is left of them but who they are: every ticket that they see or wrote
// on has no texts any more, and since before $1 they have not been here. Who is
// blocked by their address is not among them: the block would go with it. Neither is who wrote something that waits for somebody to
// look at it: it would go unread.
const longGone = `p.role = 'customer' and p.joined_into_id is null and p.erased_at is null and not p.sees_company and p.created_at < $1
	and not exists (select from tickets t where t.requester_id = p.id
		and (t.live or t.closed_at >= $1 or t.emptied_event is null or t.emptied_event < t.last_event))
	and not exists (select from followers f join tickets t on t.id = f.ticket_id where f.person_id = p.id
		and (t.live or t.emptied_event is null or t.emptied_event < t.last_event))
	and not exists (select from addresses a where a.person_id = p.id and (a.added_at >= $1 or a.confirmed_at >= $1))
	and not exists (select from asked_addresses a where a.person_id = p.id and a.asked_at >= $1)
	and not exists (select from sessions s where s.person_id = p.id and s.seen_at >= clock_timestamp() - ((select kept_now()) - $1))
	and not exists (select from suspended s where s.author_id = p.id)
	and not exists (select from suspended s join addresses a on lower(s.address) = lower(a.address::text) where a.person_id = p.id)
	and not exists (select from blocks b join addresses a on b.value = lower(a.address::text) where b.kind = 'address' and a.person_id = p.id)
	and not exists (select from joins j where j.kept_id = p.id and j.at >= $1)
	and not exists (select from messages m where m.author_id = p.id and not m.by_staff and m.body <> '')
	and p.id not in (` + keptForOthers + `)`

// keptForOthers are the customers into whom somebody was joined, themselves or by way of another, of whose writing something is
// left. They are found once a statement: those who were joined are few, and asking each customer for theirs is slow.
const keptForOthers = `
	with recursive them (gone, kept) as (
		select id, joined_into_id from people where joined_into_id is not null
		union select t.gone, p.joined_into_id from them t join people p on p.id = t.kept where p.joined_into_id is not null)
	select kept from them t
	where exists (select from suspended s where s.author_id = t.gone)
		or exists (select from messages m where m.author_id = t.gone and not m.by_staff and m.body <> '')`

// LongGone counts the customers whom ForgetCustomers would erase, at most limit.
func LongGone(ctx context.Context, r pg.Reader, before time.Time, limit int) (int, error) {
	return counted(ctx, r, `select count(*) from (select p.id from people p where `+longGone+` limit $2 offset $3) p`, before, limit)
}

// ForgetCustomers erases some customers of whom nothing is left but who they are and who have not been here since an
// instant, as Erase does. It returns how many. The worker's own act.
func ForgetCustomers(ctx context.Context, tx *pg.Tx, by people.Actor, before time.Time, some Some) (n int, keys []string, err error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return 0, nil, err
	}
	// Whoever opens a ticket of somebody's locks them first, so that what is read under this lock stays true.
	const lock = `select p.id from people p where p.id in (select p.id from people p where ` + longGone + ` order by p.id limit $2 offset $3) order by p.id for update`
	found, err := persons(ctx, tx, lock, before, some.Limit, some.Skip)
	if err != nil {
		return 0, nil, wrap("find customers of long ago", err)
	}
	const again = `select p.id from people p where p.id = any($2) and ` + longGone + ` order by p.id`
	if found, err = persons(ctx, tx, again, before, found); err != nil {
		return 0, nil, wrap("look at customers of long ago again", err)
	}
	for _, id := range found {
		gone, err := eraseWith(ctx, tx, by, id, func() error { return people.EraseGone(ctx, tx, by, id) })
		if err != nil {
			return 0, nil, err
		}
		keys = append(keys, gone...)
	}
	return len(found), keys, nil
}

func persons(ctx context.Context, tx *pg.Tx, q string, args ...any) (all []people.ID, err error) {
	rows, err := tx.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id people.ID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		all = append(all, id)
	}
	return all, rows.Err()
}
