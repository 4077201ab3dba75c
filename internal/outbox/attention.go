package outbox

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// States are all of them, those first that somebody must look at.
var States = []State{Failed, Uncertain, Held, Queued, Sending, Sent}

// CountByState is how many mails stand in each state; states without a mail are not in it.
func CountByState(ctx context.Context, r pg.Reader) (map[State]int, error) {
	const q = `select state, count(*)::int as count from outbox group by state`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	found := map[State]int{}
	var state State
	var n int
	_, err = pgx.ForEachRow(rows, []any{&state, &n}, func() error {
		found[state] = n
		return nil
	})
	return found, err
}
