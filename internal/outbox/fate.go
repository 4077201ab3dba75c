package outbox

import (
	"time"

	"github.com/jackc/pgx/v5"
)

// Fate is what became of one mail, for the people who must know whether it arrived.
type Fate struct {
	MessageID   *int64 // the message that it carries, nil if it carries none
	State       State
	IsAutomatic bool
	At          time.Time // when it left, else when it was asked for
}

// AskFates asks in a batch what became of a ticket's mails to its customer, the oldest first.
func AskFates(batch *pgx.Batch, ticket int64, all *[]Fate) {
	const q = `
		select message_id, state, is_automatic, coalesce(sent_at, created_at) as at from outbox
		where ticket_id = $1 and kind <> 'copy' order by id`
	batch.Queue(q, ticket).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Fate])
		return err
	})
}
