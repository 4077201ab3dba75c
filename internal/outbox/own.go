package outbox

import (
	"context"

	"github.com/kepthq/kept/internal/pg"
)

// PostSignIn asks for the letter that answers a request for a sign-in link. It is the same for every address: whether
// anybody has it is looked up when the letter leaves.
func PostSignIn(ctx context.Context, tx *pg.Tx, request int64) error {
	_, err := post(ctx, tx, Letter{Kind: SignIn, Automatic: true, SignIn: request})
	return err
}

// DropNeedless takes out a letter that has nobody to go to any more, and has not left: nobody who may sign in has the
// address, whoever was to read it does not follow the ticket, or what it says is not so any more.
func DropNeedless(ctx context.Context, tx *pg.Tx, id ID) error {
	const q = `delete from outbox where id = $1 and kind in ('sign_in', 'colleague', 'copy', 'address_word', 'reminder', 'follow_up') and state in ('queued', 'held', 'sending')`
	_, err := tx.Exec(ctx, q, id)
	return err
}
