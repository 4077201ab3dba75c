package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// UnreadAfter is after how many business days an answer that nobody has read is looked after.
const UnreadAfter = 5

// askReading asks in a batch when the customer last had a ticket's page open.
func askReading(batch *pgx.Batch, id ID, at *time.Time) {
	batch.Queue(`select max(read_at) from ticket_readings where ticket_id = $1`, id).QueryRow(func(row pgx.Row) error {
		var read *time.Time
		err := row.Scan(&read)
		*at = valueOf(read)
		return err
	})
}

// IsNewTo reports whether a page that by has open shows an answer that the customer had not read: who else takes part reads for
// themselves.
func (w Whole) IsNewTo(by people.ID) bool {
	if by != w.RequesterID {
		return false
	}
	for _, m := range w.Messages {
		if m.ByStaff && m.Audience == Public && m.CreatedAt.After(w.ReadAt) {
			return true
		}
	}
	return false
}

// Read notes that the customer has a ticket's page open.
func Read(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	if err := mayStand(by, people.ReadOwn, id); err != nil {
		return err
	}
	const q = `
		insert into ticket_readings (ticket_id, read_at) select id, (select kept_now()) from tickets where id = $1 and requester_id = $2
		on conflict (ticket_id) do update set read_at = excluded.read_at, unread_id = null`
	_, err := tx.Exec(ctx, q, id, by.ID)
	return wrap("note that a ticket was read", err)
}

// FindUnread looks for answers that no customer has read for UnreadAfter business days of their ticket's calendar, while what was
// promised waits for them, and forgets those that do not matter any more. It returns how many it found. Done twice it finds
// nothing more.
func FindUnread(ctx context.Context, tx *pg.Tx, by people.Actor, limit int) (int, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return 0, err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return 0, err
	}
	const over = `update ticket_readings u set unread_id = null from tickets t where u.unread_id is not null and t.id = u.ticket_id
		and (not t.live or u.unread_id <> (select max(m.id) from messages m where m.ticket_id = t.id and m.audience = 'public'))`
	if _, err := tx.Exec(ctx, over); err != nil {
		return 0, wrap("forget what was read", err)
	}
	const q = `
		select t.id, m.id as message, m.created_at as at, t.policy_version_id as version from tickets t
		join lateral (select id, created_at, by_staff from messages where ticket_id = t.id and audience = 'public' order by id desc limit 1) m on m.by_staff
		left join ticket_readings r on r.ticket_id = t.id
		where t.live and ` + waitsForReader + ` and m.created_at < @now::timestamptz - @days * interval '1 day'
			and (r.read_at is null or r.read_at < m.created_at) and r.unread_id is distinct from m.id
		order by m.id limit @limit`
	rows, err := tx.Query(ctx, q, pgx.StrictNamedArgs{"now": tx.Now, "days": UnreadAfter, "limit": limit})
	if err != nil {
		return 0, wrap("look for what nobody has read", err)
	}
	type answer struct {
		ID      ID
		Message MessageID
		At      time.Time
		Version sla.VersionID
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[answer])
	if err != nil {
		return 0, wrap("look for what nobody has read", err)
	}
	var ids []ID
	var messages []MessageID
	for _, a := range all {
		terms, err := sla.Terms(ctx, tx, a.Version, sla.Normal)
		if err != nil {
			return 0, err
		}
		if !unreadSince(terms, a.At).After(tx.Now) {
			ids, messages = append(ids, a.ID), append(messages, a.Message)
		}
	}
	const note = `
		insert into ticket_readings (ticket_id, unread_id) select * from unnest($1::bigint[], $2::bigint[])
		on conflict (ticket_id) do update set unread_id = excluded.unread_id`
	_, err = tx.Exec(ctx, note, ids, messages)
	return len(ids), wrap("note what nobody has read", err)
}

// unreadSince is from when on an answer counts as not read.
func unreadSince(terms promise.Terms, at time.Time) time.Time {
	if terms.Calendar == nil {
		return at.Add(UnreadAfter * 24 * time.Hour)
	}
	return terms.Calendar.AddDays(at, UnreadAfter)
}
