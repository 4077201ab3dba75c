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
	var err error
	x.block, err = blocked(ctx, tx, s.Ingrid.ID, "kept-out.example", nil)
	return err
}

// blocked is a block of a domain; there is one of each, however many things there are, for only so many may stand.
func blocked(ctx context.Context, tx *pg.Tx, by people.ID, value string, with *ticket.ID) (id int64, err error) {
	const q = `
		insert into blocks (kind, value, reason, made_by_id, made_at, ticket_id) values ('domain', $1, 'rubbish', $2, kept_now(), $3)
		on conflict (kind, value) do update set ticket_id = excluded.ticket_id returning id`
	err = tx.QueryRow(ctx, q, value, by, with).Scan(&id)
	return id, err
}

// veilKept makes what is kept back with a ticket the business of the ticket's team: written to it, and blocked with it.
func (s *site) veilKept(x things) things {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if _, err := tx.Exec(ctx, `update suspended set team_id = (select team_id from tickets where id = $2) where id = $1`, x.suspended, x.id); err != nil {
			return err
		}
		x.block, err = blocked(ctx, tx, s.Ingrid.ID, "kept-out-by-few.example", &x.id)
		return err
	})
	return x
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
