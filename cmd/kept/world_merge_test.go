package main

import (
	"context"
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// notMerged undoes that a ticket was merged into another one.
const notMerged = ofTicket + "/merges/undone"

// another is the number of an open ticket of the same customer, into which one can be merged.
func (s *site) another(x things) string {
	s.T.Helper()
	id := s.Asks(s.Hanna, "The same again")
	return fmt.Sprint(s.Ticket(id).Number)
}

// merged is a ticket that can be taken out of the one that it was merged into.
func (s *site) merged(x things) things {
	s.T.Helper()
	into := s.Ticket(s.Asks(s.Hanna, "The same again")).Number
	require.NoError(s.T, s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Merge(ctx, tx, s.Karin.Acting(), x.id, ticket.Merging{Number: into, OtherPerson: true})
		return err
	}))
	return x
}
