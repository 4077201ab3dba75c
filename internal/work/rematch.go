package work

import (
	"context"

	"github.com/riverqueue/river"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// rematch looks again which promise rules a customer's open tickets get. Done twice it is harmless: what has the rules that
// fit it is left as it is.
type rematch struct {
	river.WorkerDefaults[people.CompanyChanged]
	db *pg.DB
}

// Work looks at one customer's tickets.
func (m *rematch) Work(ctx context.Context, job *river.Job[people.CompanyChanged]) error {
	return m.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Rematch(ctx, tx, people.System, job.Args.Customer)
	})
}
