package outbox

import (
	"context"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// PostFactorLost is the letter that tells somebody of the staff that an admin has removed their second factor. by is the
// admin's name.
func PostFactorLost(ctx context.Context, tx *pg.Tx, to people.ID, by string) error {
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	_, err := post(ctx, tx, Letter{Kind: FactorLost, Automatic: true, To: to, Reason: by})
	return err
}
