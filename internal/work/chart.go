package work

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// chartTimeout is for writing down how a ticket is. The sweep goes on without it.
const chartTimeout = 2 * time.Second

// chart writes down for everybody that a ticket failed, and when it is tried again.
func (s *sweep) chart(ctx context.Context, id ticket.ID, rest time.Duration, why error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), chartTimeout)
	defer cancel()
	err := s.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Fail(ctx, tx, people.System, id, ticket.Failure{Worker: s.name, Why: why, Rest: rest})
	})
	if err != nil {
		s.log.Error("that a ticket cannot be acted on is not written down", "ticket_id", id, "err", err)
	}
}

// well forgets the failures of tickets that have been acted on.
func (s *sweep) well(ctx context.Context, ids []ticket.ID) {
	failed := false
	for _, id := range ids {
		failed = s.rest.discharge(id) || failed
	}
	if !failed {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), chartTimeout)
	defer cancel()
	if err := s.mend(ctx); err != nil { // the recurring one does it
		s.log.Error("that tickets are well again is not written down", "err", err)
	}
}

// mend takes down what stands of tickets on which there is nothing left to do. It recurs, too: another worker may have
// been at one, or somebody's reply.
func (s *sweep) mend(ctx context.Context) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Mend(ctx, tx, people.System)
		return err
	})
}

// mostBack is how many tickets are given back in one change.
const mostBack = 50

// giveBack takes tickets from who does not see them any more.
func (s *sweep) giveBack(ctx context.Context) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.HandBack(ctx, tx, people.System, mostBack)
		return err
	})
}

// mindAbsences gives what falls due while its owner is away to whoever is there.
func (s *sweep) mindAbsences(ctx context.Context) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.MindAbsences(ctx, tx, people.System, mostBack)
		return err
	})
}
