package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

const (
	ofSuspended = "/office/spam/{suspended}"
	ofBlock     = "/office/spam/blocks/{block}"
	notSpam     = ofTicket + "/spam/undone"
)

// keepBack suspends something and blocks somebody, for the rows that are about such.
func (s *site) keepBack(ctx context.Context, tx *pg.Tx, x *things) error {
	q := ticket.Question{Key: cast.Key(), Name: s.Mette.Name, Address: s.Mette.Address, Subject: "Cheap watches", Body: "Buy.", Locale: "en", Doubt: ticket.Honeypot}
	if _, err := ticket.Ask(ctx, tx, people.Actor{}, s.Limits, q); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, `select max(id) from suspended`).Scan(&x.suspended); err != nil {
		return err
	}
	b := ticket.BlockDraft{Value: strings.ToLower(cast.Key()) + ".example", Reason: "rubbish"}
	if err := ticket.AddBlock(ctx, tx, s.Ingrid.Acting(), s.Limits, b); err != nil {
		return err
	}
	return tx.QueryRow(ctx, `select max(id) from blocks`).Scan(&x.block)
}

// veilKept makes what is kept back with a ticket the business of the ticket's team: written to it, and blocked with it.
func (s *site) veilKept(x things) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, `update suspended set team_id = (select team_id from tickets where id = $2) where id = $1`, x.suspended, x.id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update blocks set ticket_id = $2 where id = $1`, x.block, x.id)
		return err
	})
}

// calledSpam is a ticket of which it can be said that it is none.
func (s *site) calledSpam(x things) things {
	s.T.Helper()
	require.NoError(s.T, s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.CallSpam(ctx, tx, s.Maja.Acting(), x.id, ticket.Spam{})
	}))
	return x
}

// keptBack fills in the numbers of what an address names.
func (x things) keptBack(address string) string {
	return strings.NewReplacer("{suspended}", fmt.Sprint(x.suspended), "{block}", fmt.Sprint(x.block)).Replace(address)
}
