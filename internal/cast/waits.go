package cast

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// OnHold says with a reply that we wait for others now.
func OnHold(whom string) With {
	return func(d *ticket.Draft) { d.Then, d.For = promise.OnHold, whom }
}

// Undoable lets a reply be taken back for a while.
func Undoable(d time.Duration) With { return func(draft *ticket.Draft) { draft.Undo = d } }

// Sends is Replies for a reply that may be taken back: it returns when that becomes public.
func (s *Stage) Sends(by people.Person, id ticket.ID, body string, with ...With) (sent ticket.Sent) {
	s.T.Helper()
	d := s.Draft(id, body, with...)
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		sent, err = ticket.Reply(ctx, tx, by.Acting(), s.Limits, id, d)
		return err
	})
	return sent
}

// TakesBack lets somebody take their reply back in its undo time.
func (s *Stage) TakesBack(by people.Person, id ticket.ID) (left ticket.Leaving) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		left, err = ticket.Undo(ctx, tx, by.Acting(), id)
		return err
	})
	return left
}

// Waits makes it the customer's turn, or lets us wait for others, without a message.
func (s *Stage) Waits(by people.Person, id ticket.ID, status promise.Status, what string) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetWaiting(ctx, tx, by.Acting(), s.Limits, id, ticket.Wait{Status: status, For: what})
	})
}

// Dismisses says that the customer's message needs no reply. With a status, the ticket becomes that one.
func (s *Stage) Dismisses(by people.Person, id ticket.ID, reason string, then promise.Status) {
	s.T.Helper()
	n := ticket.NoReply{Reason: reason, Then: then, Seen: s.Whole(id).LastMessage()}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.NoReplyNeeded(ctx, tx, by.Acting(), s.Limits, id, n)
	})
}

// LooksAgain lets somebody look at a ticket again by a time.
func (s *Stage) LooksAgain(by people.Person, id ticket.ID, when string) promise.ID {
	s.T.Helper()
	return s.look(by, id, ticket.Look{At: s.Time(when)})
}

// LooksAgainOn lets somebody look at a ticket again on the day of a time.
func (s *Stage) LooksAgainOn(by people.Person, id ticket.ID, when string) promise.ID {
	s.T.Helper()
	return s.look(by, id, ticket.Look{Day: calendar.DateOf(s.Time(when).In(s.zone))})
}

func (s *Stage) look(by people.Person, id ticket.ID, k ticket.Look) (p promise.ID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		p, err = ticket.LookAgain(ctx, tx, by.Acting(), id, k)
		return err
	})
	return p
}

// Apologises lets somebody send the ready apology, in their own words or without any in the ready ones.
func (s *Stage) Apologises(by people.Person, id ticket.ID, words string) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Apologise(ctx, tx, by.Acting(), s.Limits, id, words)
	})
}

// SetsAside decides that a customer needs no apology.
func (s *Stage) SetsAside(by people.Person, id ticket.ID, reason string) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetAside(ctx, tx, by.Acting(), s.Limits, id, reason)
	})
}

// TakesOver makes a supervisor the owner of a ticket, from whoever has it.
func (s *Stage) TakesOver(by people.Person, id ticket.ID, reason string) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.TakeOver(ctx, tx, by.Acting(), s.Limits, id, ticket.Taking{Was: s.Whole(id).AssigneeID, Reason: reason})
	})
}

// Leaves ends somebody's work here.
func (s *Stage) Leaves(who people.Person) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.OwnerLeft(ctx, tx, s.Karin.Acting(), who.ID) })
}

// Rewords gives the next message to a silent customer other words.
func (s *Stage) Rewords(by people.Person, id ticket.ID, words string) {
	s.T.Helper()
	p := s.Latest(id, promise.FollowUp).ID
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.RewordFollowUp(ctx, tx, by.Acting(), s.Limits, id, p, words)
	})
}

// SendsNext sends the next message to a silent customer now.
func (s *Stage) SendsNext(by people.Person, id ticket.ID) {
	s.T.Helper()
	p := s.Latest(id, promise.FollowUp).ID
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.SendFollowUp(ctx, tx, by.Acting(), id, p) })
}

// SkipsNext leaves the next message to a silent customer out.
func (s *Stage) SkipsNext(by people.Person, id ticket.ID) {
	s.T.Helper()
	p := s.Latest(id, promise.FollowUp).ID
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.SkipFollowUp(ctx, tx, by.Acting(), id, p) })
}
