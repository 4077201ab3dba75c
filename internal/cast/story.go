package cast

import (
	"context"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// Try does a change, and hands back how it was refused.
func (s *Stage) Try(f func(ctx context.Context, tx *pg.Tx) error) error {
	return s.DB.Do(s.T.Context(), f)
}

// Do does a change that must succeed.
func (s *Stage) Do(f func(ctx context.Context, tx *pg.Tx) error) {
	s.T.Helper()
	require.NoError(s.T, s.Try(f))
}

// Holder is a ticket's customer as the holder of its link.
func (s *Stage) Holder(id ticket.ID) people.Actor {
	s.T.Helper()
	p, err := people.Get(s.T.Context(), s.DB, s.Ticket(id).RequesterID)
	require.NoError(s.T, err)
	return p.HoldingLink(int64(id))
}

// Asks lets a customer open a ticket by the public form, and returns it.
func (s *Stage) Asks(by people.Person, subject string) (id ticket.ID) {
	s.T.Helper()
	q := ticket.Question{Key: Key(), Name: by.Name, Address: by.Address, Subject: subject, Body: subject + ". Please help.", Locale: by.Locale}
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.Ask(ctx, tx, people.Actor{}, s.Limits, q)
		return err
	})
	return id
}

// Writes lets the ticket's customer write on it. It returns the ticket on which the message stands.
func (s *Stage) Writes(id ticket.ID, body string) ticket.ID {
	s.T.Helper()
	return s.write(id, ticket.Letter{Key: Key(), Body: body})
}

// SaysNotYet lets the customer press "No, not yet".
func (s *Stage) SaysNotYet(id ticket.ID) {
	s.T.Helper()
	s.write(id, ticket.Letter{Key: Key(), NotYet: true})
}

func (s *Stage) write(id ticket.ID, l ticket.Letter) (on ticket.ID) {
	s.T.Helper()
	by := s.Holder(id)
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		on, err = ticket.Write(ctx, tx, by, s.Limits, id, l)
		return err
	})
	return on
}

// Confirms lets the customer press "Yes, it works".
func (s *Stage) Confirms(id ticket.ID) {
	s.T.Helper()
	by := s.Holder(id)
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Confirm(ctx, tx, by, id) })
}

// With changes what an answer says besides its text.
type With func(*ticket.Draft)

// Keeping says which commitments an answer keeps.
func Keeping(ids ...promise.ID) With { return func(d *ticket.Draft) { d.Keeps = ids } }

// Withdrawing says which commitments an answer takes back.
func Withdrawing(ids ...promise.ID) With { return func(d *ticket.Draft) { d.Withdraws = ids } }

// Solving says that an answer solves the ticket.
func Solving() With { return func(d *ticket.Draft) { d.Then = promise.Solved } }

// AwaitingCustomer makes it the customer's turn with a reply.
func AwaitingCustomer(what string) With {
	return func(d *ticket.Draft) { d.Then, d.For = promise.Awaiting, what }
}

// Promising adds a commitment to an answer.
func (s *Stage) Promising(words, when string) With {
	s.T.Helper()
	c := &ticket.Commitment{Words: words, Due: s.Time(when)}
	return func(d *ticket.Draft) { d.Promise = c }
}

// Draft is an answer by somebody whose page shows everything that stands on the ticket now.
func (s *Stage) Draft(id ticket.ID, body string, with ...With) ticket.Draft {
	s.T.Helper()
	d := ticket.Draft{Key: Key(), Body: body, Seen: s.Whole(id).LastMessage()}
	for _, w := range with {
		w(&d)
	}
	return d
}

// Replies lets somebody of the staff send a public answer.
func (s *Stage) Replies(by people.Person, id ticket.ID, body string, with ...With) {
	s.T.Helper()
	d := s.Draft(id, body, with...)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Reply(ctx, tx, by.Acting(), s.Limits, id, d)
		return err
	})
}

// Notes lets somebody of the staff write an internal note.
func (s *Stage) Notes(by people.Person, id ticket.ID, body string) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Note(ctx, tx, by.Acting(), s.Limits, id, ticket.Draft{Key: Key(), Body: body})
		return err
	})
}

// Promises lets somebody of the staff make a commitment without a message, and returns it.
func (s *Stage) Promises(by people.Person, id ticket.ID, words, when string) (p promise.ID) {
	s.T.Helper()
	c := ticket.Commitment{Words: words, Due: s.Time(when)}
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		p, err = ticket.Promise(ctx, tx, by.Acting(), s.Limits, id, c)
		return err
	})
	return p
}

// Moves gives a commitment a new time.
func (s *Stage) Moves(by people.Person, id ticket.ID, p promise.ID, when string) {
	s.T.Helper()
	m := ticket.Moving{Due: s.Time(when), Reason: "The van broke down."}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Move(ctx, tx, by.Acting(), s.Limits, id, p, m)
	})
}

// Solves lets somebody of the staff solve the ticket without a message.
func (s *Stage) Solves(by people.Person, id ticket.ID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Solve(ctx, tx, by.Acting(), id) })
}

// Reopens lets somebody of the staff open a solved or closed ticket again.
func (s *Stage) Reopens(by people.Person, id ticket.ID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Reopen(ctx, tx, by.Acting(), id) })
}

// Takes makes somebody of the staff the owner of a ticket that nobody owns.
func (s *Stage) Takes(by people.Person, id ticket.ID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Take(ctx, tx, by.Acting(), id) })
}

// SetsPriority serves the ticket under another priority's targets.
func (s *Stage) SetsPriority(by people.Person, id ticket.ID, to sla.Priority) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.SetPriority(ctx, tx, by.Acting(), id, to) })
}

// Sees shows the ticket's page to its customer, who is thereby told every time that stands on it (rule 7).
func (s *Stage) Sees(id ticket.ID) {
	s.T.Helper()
	by := s.Holder(id)
	var shown []promise.ID
	for _, p := range s.Whole(id).Book().Pending() {
		shown = append(shown, p.ID)
	}
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Tell(ctx, tx, by, id, shown) })
}
