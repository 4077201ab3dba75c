package main

import (
	"context"
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// notMerged undoes that a ticket was merged into another one.
const notMerged = ofTicket + "/merges/undone"

// another is the number of an open ticket into which others can be merged.
func (s *site) another() string {
	s.T.Helper()
	if s.twin == 0 {
		s.twin = s.Ticket(s.Asks(s.Eleni, "The same again")).Number
		for _, p := range []people.Person{s.Hanna, s.Goran, s.Mette, s.Piotr} { // so that nobody begins to see it by a later merging
			id := s.Asks(p, "The same again")
			s.Do(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Merge(ctx, tx, s.Karin.Acting(), id, ticket.Merging{Number: s.twin, OtherPerson: true})
				return err
			})
		}
	}
	return fmt.Sprint(s.twin)
}

// merged is a ticket that can be taken out of the one that it was merged into.
func (s *site) merged(x things) things {
	s.T.Helper()
	into := s.Ticket(s.Asks(s.Eleni, "The same again")).Number
	require.NoError(s.T, s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Merge(ctx, tx, s.Karin.Acting(), x.id, ticket.Merging{Number: into, OtherPerson: true})
		return err
	}))
	return x
}
