package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// ForgetMessage empties the demo mailbox of the mails that carried a message whose text or files were removed for good. A mail that has not
// left yet is written from the message as it then is.
func ForgetMessage(ctx context.Context, tx *pg.Tx, message int64) error {
	const q = `delete from sent_mails s using outbox o where o.message_key = s.outbox_key and o.message_id = $1`
	if _, err := tx.Exec(ctx, q, message); err != nil {
		return fmt.Errorf("forget the mails of a message: %w", err)
	}
	return nil
}

// ForgetPerson takes back what has not left yet to somebody who was erased, and empties what still tells of them: what
// servers answered, the reasons that stood in mails, the demo's mailbox. addresses are all that they had: a letter to one of them need not
// say whose it was. That mails were sent, and when, stays.
func ForgetPerson(ctx context.Context, tx *pg.Tx, id people.ID, tickets []int64, addresses []string) error {
	const captured = `delete from sent_mails s using outbox o where o.message_key = s.outbox_key and (o.person_id = $1 or o.ticket_id = any($2))`
	const unsent = `
		update outbox set state = 'failed', next_try_at = null, claimed_at = null where (person_id = $1 or ticket_id = any($2)) and state in ('held', 'queued', 'sending')`
	const said = `update outbox set error = '', reason = '' where (person_id = $1 or ticket_id = any($2)) and (error <> '' or reason <> '')`
	const asked = `update outbox set address = 'erased@invalid' where (person_id = $1 or ticket_id = any($2)) and address is not null`
	const to = `delete from sent_mails where to_address::citext = any($1::citext[])`
	if _, err := tx.Exec(ctx, to, addresses); err != nil {
		return fmt.Errorf("forget the mails to a person's addresses: %w", err)
	}
	for _, q := range []string{captured, unsent, said, asked} {
		if _, err := tx.Exec(ctx, q, id, tickets); err != nil {
			return fmt.Errorf("forget a person's mails: %w", err)
		}
	}
	return nil
}

// ForgetTickets empties what mails that have come to their end still say about tickets whose texts were removed.
func ForgetTickets(ctx context.Context, tx *pg.Tx, tickets []int64) error {
	const captured = `delete from sent_mails s using outbox o where o.message_key = s.outbox_key and o.ticket_id = any($1)`
	const said = `update outbox set error = '', reason = '' where ticket_id = any($1) and state in ('sent', 'failed', 'uncertain') and (error <> '' or reason <> '')`
	for _, q := range []string{captured, said} {
		if _, err := tx.Exec(ctx, q, tickets); err != nil {
			return fmt.Errorf("forget the mails of tickets: %w", err)
		}
	}
	return nil
}

// oldMail is a mail that left before $1 and still says something; $1 is the desk's instant, as sent_at is.
const oldMail = `o.state = 'sent' and o.sent_at < $1 and (o.reason <> '' or o.error <> '' or o.address <> 'erased@invalid'
	or exists (select from sent_mails s where s.outbox_key = o.message_key))`

// Old counts the mails that Empty would empty, at most limit.
func Old(ctx context.Context, r pg.Reader, before time.Time, limit int) (n int, err error) {
	err = r.QueryRow(ctx, `select count(*) from (select from outbox o where `+oldMail+` limit $2) o`, before, limit).Scan(&n)
	return n, err
}

// Empty empties mails, at most limit, that left before an instant: the words in them, where an address was asked about, and, on the demo
// desk, the mail itself. That it was sent, to whom and when stays. It returns how many. The worker's own act.
func Empty(ctx context.Context, tx *pg.Tx, by people.Actor, before time.Time, limit int) (int, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return 0, err
	}
	const q = `
		with old as (select o.id, o.message_key from outbox o where ` + oldMail + ` order by o.id limit $2 for update skip locked),
			emptied as (update outbox o set reason = '', error = '', address = case when o.address is not null then 'erased@invalid' end from old where o.id = old.id),
			dropped as (delete from sent_mails s using old where s.outbox_key = old.message_key)
		select count(*) from old`
	var n int
	if err := tx.QueryRow(ctx, q, before, limit).Scan(&n); err != nil {
		return 0, fmt.Errorf("empty old mails: %w", err)
	}
	return n, nil
}

// DropUnsent takes back the mails of a ticket that have not left. What a worker is at leaves.
func DropUnsent(ctx context.Context, tx *pg.Tx, ticket int64) error {
	const q = `delete from outbox where id in (select id from outbox where ticket_id = $1 and state in ('held', 'queued') for update skip locked)`
	if _, err := tx.Exec(ctx, q, ticket); err != nil {
		return fmt.Errorf("take back a ticket's mails: %w", err)
	}
	return nil
}
