package ticket

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// JoinID is the number of a join of two customers.
type JoinID int64

// UndoTime is for how long a join can be undone, in the desk's time.
const UndoTime = 30 * 24 * time.Hour

// Joined is a customer who was joined into another.
type Joined struct {
	ID     JoinID
	Name   string // of who is gone
	Main   string // the address that was theirs
	At     time.Time
	ByName string
}

// Until is the last instant at which it can be undone.
func (j Joined) Until() time.Time { return j.At.Add(UndoTime) }

// Joins lists who was joined into a customer and has not been brought back, the latest first.
func Joins(ctx context.Context, r pg.Reader, by people.Actor, kept people.ID) ([]Joined, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	const q = `
		select j.id, p.name, j.main_address::text as main, j.at, b.name as by_name from joins j join people p on p.id = j.gone_id join people b on b.id = j.by_id
		where j.kept_id = $1 and j.undone_at is null order by j.id desc limit 20`
	rows, err := r.Query(ctx, q, kept)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Joined])
}

// Baggage is what would go over with a customer: of tickets, those that the reader sees.
type Baggage struct{ Tickets, Open, Links int }

// BaggageOf counts it.
func BaggageOf(ctx context.Context, r pg.Reader, by people.Actor, customer people.ID) (Baggage, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return Baggage{}, err
	}
	const q = `
		with t as (select id, live from tickets where requester_id = $1 and team_id = any(array(select v from visible_teams($2) v)))
		select (select count(*) from t)::int as tickets, (select count(*) from t where live)::int as open,
			(select count(*) from ticket_links l join t on t.id = l.ticket_id where l.person_id = $1)::int as links`
	rows, err := r.Query(ctx, q, customer, by.ID)
	if err != nil {
		return Baggage{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Baggage])
}

// JoinCustomers makes two customers one, who are one person: everything of the one who goes is the other's, and what went
// over is written down row by row. The tickets are locked first, then both people, each by ascending number.
func JoinCustomers(ctx context.Context, tx *pg.Tx, by people.Actor, keep, leave people.ID) (JoinID, error) {
	if err := by.May(people.Work, 0); err != nil {
		return 0, err
	}
	if err := lockTicketsOf(ctx, tx, keep, leave); err != nil {
		return 0, err
	}
	kept, gone, err := people.LockBoth(ctx, tx, by, keep, leave)
	if err != nil {
		return 0, err
	}
	l, err := people.HandOver(ctx, tx, by, gone, kept)
	if err != nil {
		return 0, err
	}
	mails, err := outbox.HandOver(ctx, tx, gone.ID, kept.ID)
	if err != nil {
		return 0, err
	}
	for _, mail := range mails {
		l.Rows = append(l.Rows, people.Moved{Kind: "mail", Key: mail})
	}
	const q = `
		insert into joins (gone_id, kept_id, by_id, at, main_address, was_active, notes_added, company_given_id, sight_given, zone_given, unrated_given)
		values (@gone, @kept, @by, @now, @main, @active, @notes, @company, @sight, @zone, @unrated) returning id`
	var id JoinID
	err = tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"gone": gone.ID, "kept": kept.ID, "by": by.ID, "now": tx.Now, "main": l.Main, "active": l.WasActive, "notes": l.Notes,
		"company": l.Company, "sight": l.Sight, "zone": l.Zone, "unrated": l.IsUnrated,
	}).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("write down a join: %w", err)
	}
	if err := moveOver(ctx, tx, id, gone.ID, kept.ID, l.Rows); err != nil {
		return 0, err
	}
	// Both readers are told, neither which the other's address is: should they be two after all, none learns of the other.
	for _, address := range []string{kept.Address, gone.Address} {
		if err := outbox.PostJoined(ctx, tx, kept.ID, address); err != nil {
			return 0, err
		}
	}
	return id, nil
}

func lockTicketsOf(ctx context.Context, tx *pg.Tx, a, b people.ID) error {
	rows, err := tx.Query(ctx, `select id from tickets where requester_id = any($1) order by id for update`, []people.ID{a, b})
	if err != nil {
		return err
	}
	_, err = pgx.CollectRows(rows, pgx.RowTo[ID])
	return err
}

// moveOver moves tickets, their links and what the customer follows, and writes down every row that moved.
func moveOver(ctx context.Context, tx *pg.Tx, id JoinID, gone, kept people.ID, others []people.Moved) error {
	const tickets = `
		with moved as (update tickets set requester_id = $3 where requester_id = $2 returning id)
		insert into joined_rows (join_id, kind, key) select $1, 'ticket', id::text from moved`
	const links = `
		with moved as (update ticket_links set person_id = $3 where person_id = $2 returning token_hash)
		insert into joined_rows (join_id, kind, key) select $1, 'ticket_link', encode(token_hash, 'hex') from moved`
	// Where the other follows the ticket too, or has asked it, one row is enough.
	const doubles = `
		with moved as (delete from followers f where f.person_id = $2 and (
			exists (select from followers o where o.ticket_id = f.ticket_id and o.person_id = $3) or exists (select from tickets t where t.id = f.ticket_id and t.requester_id = $3))
			returning f.ticket_id, to_jsonb(f) as was)
		insert into joined_rows (join_id, kind, key, was) select $1, 'follower', ticket_id::text, was from moved`
	const followed = `
		with moved as (update followers set person_id = $3 where person_id = $2 returning ticket_id)
		insert into joined_rows (join_id, kind, key) select $1, 'follower', ticket_id::text from moved`
	batch := &pgx.Batch{}
	for _, q := range []string{tickets, links, doubles, followed} {
		batch.Queue(q, id, gone, kept)
	}
	var kinds, keys []string
	for _, row := range others {
		kinds, keys = append(kinds, row.Kind), append(keys, row.Key)
	}
	batch.Queue(`insert into joined_rows (join_id, kind, key) select $1, r.kind, r.key from unnest($2::text[], $3::text[]) r (kind, key)`, id, kinds, keys)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("move what is customer %d's to %d: %w", gone, kept, err)
	}
	return nil
}

// UndoJoin puts everything back that went over in a join into a customer, for 30 days. What was written since then stays
// with whom it is with; a link that was mailed for a ticket which goes back opens nothing any more.
func UndoJoin(ctx context.Context, tx *pg.Tx, by people.Actor, from people.ID, id JoinID) error {
	if err := by.May(people.Work, 0); err != nil {
		return err
	}
	var goneID people.ID
	if err := tx.QueryRow(ctx, `select gone_id from joins where id = $1 and kept_id = $2`, id, from).Scan(&goneID); err != nil {
		return pg.Found(err)
	}
	if err := lockTicketsOf(ctx, tx, from, goneID); err != nil {
		return err
	}
	kept, gone, err := people.LockBoth(ctx, tx, by, from, goneID)
	if err != nil {
		return err
	}
	l, at, err := legacyOf(ctx, tx, id)
	switch {
	case err != nil:
		return err
	case tx.Now.Sub(at) > UndoTime:
		return fault.Conflict("customer.fault.undo_over")
	}
	if err := people.HandBack(ctx, tx, by, l, gone, kept); err != nil {
		return err
	}
	back, err := moveBack(ctx, tx, id, gone.ID, kept.ID)
	if err != nil {
		return err
	}
	var mails []string
	for _, row := range l.Rows {
		if row.Kind == "mail" {
			mails = append(mails, row.Key)
		}
	}
	if err := outbox.HandBack(ctx, tx, kept.ID, gone.ID, mails, back); err != nil {
		return err
	}
	if err := outbox.DropJoined(ctx, tx, kept.ID); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update joins set undone_at = $2, undone_by_id = $3 where id = $1`, id, tx.Now, by.ID)
	return wrap("undo a join", err)
}

// legacyOf reads what went over in a join that has not been undone.
func legacyOf(ctx context.Context, tx *pg.Tx, id JoinID) (l people.Legacy, at time.Time, err error) {
	const q = `
		select at, main_address::text, was_active, notes_added, company_given_id, sight_given, zone_given, unrated_given, undone_at is not null from joins where id = $1 for update`
	var isUndone bool
	err = tx.QueryRow(ctx, q, id).Scan(&at, &l.Main, &l.WasActive, &l.Notes, &l.Company, &l.Sight, &l.Zone, &l.IsUnrated, &isUndone)
	switch {
	case err != nil:
		return l, at, pg.Found(err)
	case isUndone:
		return l, at, fault.Conflict("customer.fault.undone")
	}
	rows, err := tx.Query(ctx, `select kind, key, was from joined_rows where join_id = $1`, id)
	if err != nil {
		return l, at, err
	}
	l.Rows, err = pgx.CollectRows(rows, pgx.RowToStructByName[people.Moved])
	return l, at, err
}

// moveBack returns the tickets that went back.
func moveBack(ctx context.Context, tx *pg.Tx, id JoinID, gone, kept people.ID) ([]int64, error) {
	const tickets = `
		update tickets set requester_id = $2 where requester_id = $3 and id in (select key::bigint from joined_rows where join_id = $1 and kind = 'ticket') returning id`
	const links = `
		update ticket_links set person_id = $2 where person_id = $3
			and token_hash in (select decode(key, 'hex') from joined_rows where join_id = $1 and kind = 'ticket_link')`
	const forget = `delete from ticket_links l where l.person_id = $1 and l.ticket_id = any($2)
		and not exists (select from followers f where f.ticket_id = l.ticket_id and f.person_id = $1)`
	const followed = `
		update followers f set person_id = $2 where f.person_id = $3
			and f.ticket_id in (select key::bigint from joined_rows where join_id = $1 and kind = 'follower' and was is null)`
	const doubles = `
		insert into followers select (jsonb_populate_record(null::followers, was)).* from joined_rows
		where join_id = $1 and kind = 'follower' and was is not null on conflict do nothing`
	rows, err := tx.Query(ctx, tickets, id, gone, kept)
	if err != nil {
		return nil, err
	}
	back, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, err
	}
	slices.Sort(back)
	batch := &pgx.Batch{}
	batch.Queue(links, id, gone, kept)
	batch.Queue(forget, kept, back)
	batch.Queue(followed, id, gone, kept)
	batch.Queue(doubles, id)
	return back, wrap("move tickets back", tx.SendBatch(ctx, batch).Close())
}
