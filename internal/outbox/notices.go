package outbox

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// PostNotices is the letter that tells somebody of the staff their notices: the one that still waits for a mail server
// if there is one, else a new one. Its words are written when it leaves, so what joins it is told too.
func PostNotices(ctx context.Context, tx *pg.Tx, to people.ID) (ID, error) {
	const q = `
		select id from outbox where kind = 'notices' and person_id = $1 and state in ('queued', 'held')
		order by id desc limit 1 for update`
	var id ID
	err := tx.QueryRow(ctx, q, to).Scan(&id)
	switch {
	case err == nil:
		return id, nil
	case errors.Is(err, pgx.ErrNoRows):
		return post(ctx, tx, Letter{Kind: Notices, Automatic: true, To: to})
	default:
		return 0, fmt.Errorf("look for a letter that waits: %w", err)
	}
}

// DropNotices takes out a letter that has nothing left to tell and has not left.
func DropNotices(ctx context.Context, tx *pg.Tx, id ID) error {
	_, err := tx.Exec(ctx, `delete from outbox where id = $1 and kind = 'notices' and state in ('queued', 'held', 'sending')`, id)
	return err
}
