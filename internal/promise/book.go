package promise

import (
	"cmp"
	"slices"
	"time"
)

// Status says whose move it is on a ticket (docs/domain.md, "Ticket status").
type Status string

// The statuses of a ticket.
const (
	New      Status = "new"     // the desk's: nobody has answered
	Open     Status = "open"    // the desk's
	Awaiting Status = "pending" // the customer's
	OnHold   Status = "on_hold" // somebody else's, or an agreed time
	Solved   Status = "solved"  // the customer's, to confirm
	Closed   Status = "closed"  // nobody's: the cycle has ended
)

// Reason says how a cycle finished.
type Reason string

// The reasons for which a ticket closes.
const (
	Confirmed Reason = "confirmed" // the customer said that it works
	Silent    Reason = "silent"    // nobody answered the question
)

// Book is one ticket's promises and what decides about them. Every act is a method: it first lets
// time do what time has done (rule 5), then changes the promises, then makes what the rules ask
// for next. Changes tells what happened, in order.
type Book struct {
	Status     Status
	Finished   Reason // set when confirmed or silent; closes when no agreed promise stands
	Cycle      int
	Owner      Owner     // the assignee, else the team
	ClosedAt   time.Time // zero unless closed
	Unanswered time.Time // the oldest customer's message that nobody has answered

	Terms    Terms
	Now      time.Time  // the instant of this change
	Promises []*Promise // by ID; at least the live and the owed ones, and the last resolution
	Changes  []Change

	fresh ID // counts down: numbers of promises that are not stored yet
}

// What is what happened to a promise, or to the ticket by it.
type What string

// What can happen.
const (
	WasMade       What = "made"
	WasKept       What = "kept"
	WasBroken     What = "broken"
	WasMoved      What = "moved"     // by a person: superseded, and the successor is told
	WasReckoned   What = "reckoned"  // by a rule: superseded by a recomputed time
	WasWithdrawn  What = "withdrawn" // by a person, with a reason
	WasLapsed     What = "lapsed"
	WasDelivered  What = "delivered"
	WasReleased   What = "released"
	WasHandedOver What = "handed_over"
	// WasUndelivered: the mail that kept it was refused for good.
	WasUndelivered What = "undelivered"

	WasSolved   What = "solved"   // the ticket; the changes of promises that it brings stand around it
	WasReopened What = "reopened" // likewise
	WasClosed   What = "closed"   // likewise
)

// Change is one thing that happened to one promise, or to the ticket.
type Change struct {
	What    What
	Promise *Promise // nil: the ticket
	Next    *Promise // the successor, or the recovery of what broke
	Status  Status   // of the ticket only: the one before
	Reason  Reason   // closed only
}

// Pending are the promises that run, the one that is due first at the front; at the same instant the
// lower number (rule 1). Those that are not stored yet have the higher numbers.
func (b *Book) Pending() []*Promise {
	return b.all(func(p *Promise) bool { return p.State == Pending })
}

// Owed are the promises that broke and are neither delivered nor released, the oldest due time first.
func (b *Book) Owed() []*Promise { return b.all((*Promise).Owed) }

// Next is the promise that is due first, nil on a closed ticket.
func (b *Book) Next() *Promise {
	if pending := b.Pending(); len(pending) > 0 {
		return pending[0]
	}
	return nil
}

// OwedSince is the oldest owed due time, zero when nothing is owed: since then the ticket is late.
func (b *Book) OwedSince() time.Time {
	if owed := b.Owed(); len(owed) > 0 {
		return owed[0].Due
	}
	return time.Time{}
}

// Get finds a promise by its number, nil if the book does not hold it.
func (b *Book) Get(id ID) *Promise {
	for _, p := range b.Promises {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func (b *Book) all(is func(*Promise) bool) []*Promise {
	var found []*Promise
	for _, p := range b.Promises {
		if is(p) {
			found = append(found, p)
		}
	}
	// Promises stand in the order of their numbers, and the sort is stable.
	slices.SortStableFunc(found, func(x, y *Promise) int { return x.Due.Compare(y.Due) })
	return found
}

func (b *Book) pending(is func(*Promise) bool) *Promise {
	for _, p := range b.Pending() {
		if is(p) {
			return p
		}
	}
	return nil
}

func (b *Book) replyPending() bool {
	return b.pending(func(p *Promise) bool { return p.Kind.IsReply() }) != nil
}

func (b *Book) agreedPending() bool {
	return b.pending(func(p *Promise) bool { return p.Kind.IsAgreed() }) != nil
}

// recovery is the pending promise that makes good what p owes, through any number of broken ones.
func (b *Book) recovery(p *Promise) *Promise {
	for next := p; next != nil; {
		id := next.ID
		next = nil
		for _, r := range b.Promises {
			if r.Recovers == id && r.State != Superseded {
				next = r
			}
		}
		if next != nil && next.State == Pending {
			return next
		}
	}
	return nil
}

// chain are the owed promises that p makes good, the nearest first.
func (b *Book) chain(p *Promise) []*Promise {
	var owed []*Promise
	for id := p.Recovers; id != 0; {
		broken := b.Get(id)
		if broken == nil {
			break
		}
		if broken.Owed() {
			owed = append(owed, broken)
		}
		id = broken.Recovers
	}
	return owed
}

func (b *Book) note(what What, p, next *Promise) {
	b.Changes = append(b.Changes, Change{What: what, Promise: p, Next: next})
}

// become gives the ticket another status; one change may do so more than once.
func (b *Book) become(what What, s Status) {
	b.Changes = append(b.Changes, Change{What: what, Status: b.Status, Reason: b.Finished})
	b.Status = s
}

// add makes p a pending promise of this book.
func (b *Book) add(p Promise) *Promise {
	b.fresh--
	p.ID, p.State, p.Cycle, p.MadeAt, p.PolicyVersion = b.fresh, Pending, b.Cycle, b.Now, b.Terms.PolicyVersion
	p.BreaksAt = p.Due
	if p.Started.IsZero() {
		p.Started = b.Now
	}
	if p.Owner == (Owner{}) {
		p.Owner = b.Owner
	}
	made := &p
	b.Promises = append(b.Promises, made)
	return made
}

// target makes the promise of a policy's rule, counted from start.
func (b *Book) target(k Kind, start time.Time) {
	d := b.Terms.Target(k)
	if d == 0 {
		return
	}
	due := latest(b.Terms.Calendar.Add(start, d), b.Now) // no promise is made with a due time in the past
	b.note(WasMade, b.add(Promise{Kind: k, Due: due, Started: start, Target: d}), nil)
}

func (b *Book) end(p *Promise, s State) {
	p.State, p.Ended, p.Left = s, b.Now, 0
}

func (b *Book) keep(p *Promise) {
	b.end(p, Kept)
	b.note(WasKept, p, nil)
	b.deliver(b.chain(p))
}

func (b *Book) lapse(p *Promise) {
	b.end(p, Lapsed)
	b.note(WasLapsed, p, nil)
}

func (b *Book) deliver(owed []*Promise) {
	for _, p := range owed {
		p.Delivered = b.Now
		b.note(WasDelivered, p, nil)
	}
}

func (b *Book) release(owed []*Promise) {
	for _, p := range owed {
		p.Released = b.Now
		b.note(WasReleased, p, nil)
	}
}

func (b *Book) supersede(p, by *Promise, what What) {
	b.end(p, Superseded)
	p.Successor = by.ID
	b.note(what, p, by)
}

func latest(a, b time.Time) time.Time {
	if cmp.Compare(a.UnixMicro(), b.UnixMicro()) < 0 {
		return b
	}
	return a
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
