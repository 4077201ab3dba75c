package outbox

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/kepthq/kept/internal/pg"
)

// PostInvitation posts the letter with an invitation's link. One of that invitation that waits still is not sent twice.
func PostInvitation(ctx context.Context, tx *pg.Tx, invitation int64) error {
	const waits = `select exists (select from outbox where invitation_id = $1 and state in ('queued', 'held'))`
	var isThere bool
	if err := tx.QueryRow(ctx, waits, invitation).Scan(&isThere); err != nil || isThere {
		return err
	}
	const q = `insert into outbox (kind, state, is_automatic, message_key, invitation_id, created_at)
		values ('invitation', 'queued', true, $1, $2, $3) returning id`
	return wayIn(ctx, tx, q, invitation)
}

// DropInvitation takes out a letter of an invitation that is open no more, unless it has left.
func DropInvitation(ctx context.Context, tx *pg.Tx, invitation int64) error {
	const q = `delete from outbox where invitation_id = $1 and state in ('queued', 'held', 'sending')`
	_, err := tx.Exec(ctx, q, invitation)
	return err
}

// PostPassword posts the letter with a link to a new password. Whether there is anybody to write to is seen when it leaves.
func PostPassword(ctx context.Context, tx *pg.Tx, reset int64) error {
	const q = `insert into outbox (kind, state, is_automatic, message_key, reset_id, created_at)
		values ('password', 'queued', true, $1, $2, $3) returning id`
	return wayIn(ctx, tx, q, reset)
}

// DropPassword takes out a letter that has nobody to go to.
func DropPassword(ctx context.Context, tx *pg.Tx, reset int64) error {
	_, err := tx.Exec(ctx, `delete from outbox where reset_id = $1 and state in ('queued', 'held', 'sending')`, reset)
	return err
}

func wayIn(ctx context.Context, tx *pg.Tx, q string, about int64) error {
	var id ID
	if err := tx.QueryRow(ctx, q, strings.ToLower(rand.Text()), about, tx.Now).Scan(&id); err != nil {
		return fmt.Errorf("post a letter that lets somebody in: %w", err)
	}
	return Leave(ctx, tx, id)
}
