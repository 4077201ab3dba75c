package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// MostOpen is how many tickets of a customer that are not closed a page shows.
const MostOpen = 100

// OfCustomer lists a customer's tickets that are not closed, in the order in which they fall due, of those that the reader sees.
func OfCustomer(ctx context.Context, r pg.Reader, by people.Actor, customer people.ID) ([]Row, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	const q = `select ` + rowColumns + ` from tickets t` + rowJoins + `
		where t.requester_id = @customer and t.live and t.team_id = any(array(select v from visible_teams(@me) v))
		order by t.owed_since, t.next_due_at, t.id limit @limit`
	return collectRows(ctx, r, q, pgx.StrictNamedArgs{"customer": customer, "me": by.ID, "limit": MostOpen})
}

// Theirs is a ticket in a list of several customers' tickets.
type Theirs struct {
	CustomerID people.ID
	Row
}

// AskOfCustomers asks in a batch for the first tickets of each of several customers as OfCustomer lists them, at most a number of each.
func AskOfCustomers(batch *pgx.Batch, by people.Actor, customers []people.ID, each int, all *[]Theirs) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	const q = `select t.requester_id as customer_id, ` + rowColumns + ` from unnest(@customers::bigint[]) whose
		cross join lateral (select * from tickets o where o.requester_id = whose and o.live and o.team_id = any(array(select v from visible_teams(@me) v))
			order by o.owed_since, o.next_due_at, o.id limit @each) t` + rowJoins + `
		order by t.owed_since, t.next_due_at, t.id`
	args := pgx.StrictNamedArgs{"customers": customers, "me": by.ID, "each": each}
	batch.Queue(q, args).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Theirs])
		return err
	})
}

// ClosedOfCustomer lists those that are closed, the newest first, before a ticket; 0 begins at the newest. It returns where
// the next page begins, 0 on the last one.
func ClosedOfCustomer(ctx context.Context, r pg.Reader, by people.Actor, customer people.ID, before ID) ([]Row, ID, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, 0, err
	}
	const q = `select ` + rowColumns + ` from tickets t` + rowJoins + `
		where t.requester_id = @customer and not t.live and (@before::bigint = 0 or t.id < @before) and t.team_id = any(array(select v from visible_teams(@me) v))
		order by t.id desc limit @limit`
	rows, err := collectRows(ctx, r, q, pgx.StrictNamedArgs{"customer": customer, "me": by.ID, "before": before, "limit": PageSize + 1})
	if err != nil || len(rows) <= PageSize {
		return rows, 0, err
	}
	return rows[:PageSize], rows[PageSize-1].ID, nil
}

// Tally is how promises to a customer went, of target and agreed kinds, that recover nothing (docs/domain.md, "Promises").
type Tally struct {
	Kept, Broken int
	Owed         int             // of the broken ones
	Last         []promise.State // the latest first, at most 12
}

// Ended is how many there are.
func (t Tally) Ended() int { return t.Kept + t.Broken }

// TallyOf counts the promises to a customer on the tickets that the reader sees.
func TallyOf(ctx context.Context, r pg.Reader, by people.Actor, customer people.ID) (Tally, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return Tally{}, err
	}
	const counted = `
		from promises p join tickets t on t.id = p.ticket_id
		where t.requester_id = $1 and t.team_id = any(array(select v from visible_teams($2) v))
			and p.state in ('kept', 'broken') and p.recovers_id is null and p.kind not in ('confirmation', 'follow_up', 'check_back')`
	const counts = `select count(*) filter (where p.state = 'kept' and p.delivery_failed_at is null),
		count(*) filter (where p.state = 'broken' or p.delivery_failed_at is not null),
		count(*) filter (where p.state = 'broken' and p.delivered_at is null and p.released_at is null)` + counted
	const last = `select case when p.delivery_failed_at is null then p.state else 'broken' end` + counted + ` order by p.ended_at desc, p.id desc limit 12`
	var t Tally
	batch := &pgx.Batch{}
	batch.Queue(counts, customer, by.ID).QueryRow(func(row pgx.Row) error { return row.Scan(&t.Kept, &t.Broken, &t.Owed) })
	batch.Queue(last, customer, by.ID).Query(func(rows pgx.Rows) (err error) {
		t.Last, err = pgx.CollectRows(rows, pgx.RowTo[promise.State])
		return err
	})
	return t, r.SendBatch(ctx, batch).Close()
}
