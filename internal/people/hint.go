package people

import (
	"context"
	"slices"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// Hint is a few words about something that somebody of the staff has not used yet.
type Hint string

// The hints.
const (
	HintNext    Hint = "next"    // the next ticket is handed out
	HintChoose  Hint = "choose"  // many tickets can be chosen, and something done to all of them
	HintPalette Hint = "palette" // the command palette
	HintKeys    Hint = "keys"    // the single keys
	HintSearch  Hint = "search"  // what can be said in a search beside words
)

// Hints are all of them.
var Hints = []Hint{HintNext, HintChoose, HintPalette, HintKeys, HintSearch}

// PutHintAway ends a hint for somebody: they have closed it, or used what it is about. Once more is the same.
func PutHintAway(ctx context.Context, tx *pg.Tx, by Actor, h Hint) error {
	if err := by.May(ReadDesk, 0); err != nil {
		return err
	}
	if !slices.Contains(Hints, h) {
		return fault.NotFound()
	}
	_, err := tx.Exec(ctx, `update people set hints_gone = array_append(hints_gone, $2) where id = $1 and $2 <> all (hints_gone)`, by.ID, string(h))
	return err
}

// BringHintsBack shows somebody all hints again.
func BringHintsBack(ctx context.Context, tx *pg.Tx, by Actor) error {
	if err := by.May(ReadDesk, 0); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update people set hints_gone = '{}' where id = $1 and hints_gone <> '{}'`, by.ID)
	return err
}
