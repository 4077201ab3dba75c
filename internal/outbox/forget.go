package outbox

import (
	"context"
	"fmt"

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

// DropUnsent takes back the mails of a ticket that have not left. What a worker is at leaves.
func DropUnsent(ctx context.Context, tx *pg.Tx, ticket int64) error {
	const q = `delete from outbox where id in (select id from outbox where ticket_id = $1 and state in ('held', 'queued') for update skip locked)`
	if _, err := tx.Exec(ctx, q, ticket); err != nil {
		return fmt.Errorf("take back a ticket's mails: %w", err)
	}
	return nil
}
