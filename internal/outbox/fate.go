package outbox

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Fate is what became of one mail, for the people who must know whether it arrived.
type Fate struct {
	MessageID   *int64 // the message that it carries, nil if it carries none
	State       State
	IsAutomatic bool
	At          time.Time // when it left, else when it was asked for
}

// Fates lists what became of a ticket's mails to its customer, the oldest first.
func Fates(ctx context.Context, r pg.Reader, ticket int64) ([]Fate, error) {
	const q = `
		select message_id, state, is_automatic, coalesce(sent_at, created_at) as at from outbox
		where ticket_id = $1 and kind <> 'copy' order by id`
	rows, err := r.Query(ctx, q, ticket)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Fate])
}
