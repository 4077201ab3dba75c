package promise

import (
	"cmp"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/calendar"
)

// Status says whose move it is on a ticket (docs/domain.md, "Ticket status").
type Status string

// The statuses of a ticket.
const (
	New      Status = "new"     // the desk's: nobody has answered
	Open     Status = "open"    // the desk's
	Awaiting Status = "pending" // the customer's
	OnHold   Status = "on_hold" // a third party's, or an agreed time's
	Solved   Status = "solved"  // the customer's, to confirm
	Closed   Status = "closed"  // nobody's: the cycle has ended
)

// Reason says how a cycle finished.
type Reason string

// The reasons for which a ticket closes.
const (
	Confirmed Reason = "confirmed" // the customer said that it works
	Silent    Reason = "silent"    // nobody answered the question
	Spam      Reason = "spam"      // it was no question
	Erased    Reason = "erased"    // its customer was erased
)

// Book is one ticket's promises and what decides about them. Every act is a method: it first lets
// time do what time has done (rule 5), then changes the promises, then makes what the rules ask
// for next. Changes tells what happened, in order.
type Book struct {
	Status       Status
	Finished     Reason // set when confirmed or silent; closes when no agreed promise stands
	Cycle        int
	Owner        Owner     // the assignee, else the team
	Team         int64     // the ticket's
	WaitingSince time.Time // zero unless the customer's turn: when it began
	SolvedAt     time.Time // zero unless solved or closed
	ClosedAt     time.Time // zero unless closed

	Unanswered time.Time // the oldest customer's message that nobody has answered
	Ended      Status    // the status that this message ended, empty: none
	EndedAs    Reason    // what the ticket had been finished as then

	Calling time.Time // when the call was begun that runs; zero: none does

	Escalations []*Escalation // by the promise that broke first
	Apologies   []*Apology    // the one that has not left, if any, and those of this change
	Apologised  calendar.Date // on which local date the last apology left
	Away        Away          // who is not there; nil: everybody is
	Braked      bool          // too many apologies leave at once: this one is held (rule 7)

	Terms    Terms
	Now      time.Time  // the instant at which this change is recorded
	At       time.Time  // the instant of the act, where it lies before: a reply's at the end of its undo time (rule 5)
	Promises []*Promise // by ID; at least the live and the owed ones, and the last resolution
	Changes  []Change
	LateFor  []time.Time // the told times that a public message of this change delivered late, before any apology

	fresh  ID   // counts down: numbers of promises that are not stored yet
	public bool // a public message is being taken
	calls  bool // a call log is
	asked  bool // the customer has been asked already whether it works
}

// Act is the instant by which this change keeps and pauses; what it makes counts from Now.
func (b *Book) Act() time.Time {
	if b.At.IsZero() {
		return b.Now
	}
	return b.At
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
	// WasOwedAgain: the mail that delivered it was refused for good.
	WasOwedAgain What = "owed_again"
	WasWarned    What = "warned" // its owner is told that its time comes; a check-back comes up
	WasPaused    What = "paused"
	WasResumed   What = "resumed"
	WasPosted    What = "posted" // the worker asks for the mail that keeps it

	WasHandedUp     What = "handed_up"      // an escalation opens, rises, or is told again
	WasHandUpClosed What = "hand_up_closed" // what had broken is delivered or released

	// The ticket; the changes of promises that each brings stand around it.
	WasSolved   What = "solved"
	WasReopened What = "reopened"
	WasClosed   What = "closed"
	WasAwaiting What = "awaiting" // the customer's turn begins
	WasHeld     What = "on_hold"  // we wait for others
	WasOpened   What = "opened"   // waiting ends
	WasSetBack  What = "set_back" // to the status that an unanswered message had ended: it needs no reply
	WasUnshut   What = "unshut"   // to the status that it had: it was no spam

	WasApologyDrafted What = "apology_drafted"
	WasApologyHeld    What = "apology_held" // by the brake
	WasApologyDropped What = "apology_dropped"
	WasApologised     What = "apologised"
)

// Change is one thing that happened to one promise, or to the ticket.
type Change struct {
	What    What
	Promise *Promise // nil: the ticket
	Next    *Promise // the successor, or the recovery of what broke
	Status  Status   // of the ticket only: the one before
	Reason  Reason   // closed only
	Level   int      // handed up only
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

func (b *Book) hasPending(k Kind) bool {
	return b.pending(func(p *Promise) bool { return p.Kind == k }) != nil
}

// last is the newest promise of a kind that was made since an instant, nil if there is none.
func (b *Book) last(k Kind, since time.Time) *Promise {
	var found *Promise
	for _, p := range b.Promises { // in the order of their numbers, those that are not stored yet behind them
		if p.Kind == k && !p.MadeAt.Before(since) {
			found = p
		}
	}
	return found
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
	if b.Status == Awaiting {
		b.WaitingSince = time.Time{}
		for _, p := range b.Pending() {
			if p.Kind == FollowUp {
				b.lapse(p)
			}
		}
	}
	b.Status = s
	switch s {
	case Awaiting:
		b.WaitingSince = b.Now
	case Solved:
		b.SolvedAt = b.Now
	case Closed:
	default:
		b.SolvedAt = time.Time{}
	}
	b.pauseOrResume()
}

// add makes p a pending promise of this book.
func (b *Book) add(p Promise) *Promise {
	b.fresh--
	p.ID, p.State, p.Cycle, p.MadeAt, p.PolicyVersion = b.fresh, Pending, b.Cycle, b.Now, b.Terms.PolicyVersion
	p.BreaksAt = b.breaksAt(&p)
	if p.Started.IsZero() {
		p.Started = b.Now
	}
	if p.Owner == (Owner{}) {
		p.Owner = b.Owner
	}
	made := &p
	b.setWarning(made)
	b.Promises = append(b.Promises, made)
	return made
}

// target makes the promise of a policy's rule, counted from start.
func (b *Book) target(k Kind, start time.Time) {
	d := b.Terms.Target(k)
	if d == 0 {
		return
	}
	due := latest(b.Terms.Hours().Add(start, d), b.Now) // no promise is made with a due time in the past
	b.note(WasMade, b.add(Promise{Kind: k, Due: due, Started: start, Target: d}), nil)
}

// end is for what an act ends, at the act's own instant; what did not stand yet then ends when it was made.
func (b *Book) end(p *Promise, s State) {
	if p.State == Paused {
		b.run(p)
	}
	p.State, p.Ended = s, latest(b.Act(), p.MadeAt)
	if b.calls && p.MadeAt.After(b.Act()) { // made while the call ran: the log keeps it
		p.Ended = b.Now
	}
}

func (b *Book) keep(p *Promise) {
	b.end(p, Kept)
	b.note(WasKept, p, nil)
	b.deliver(b.delivers(p))
}

// delivers are the owed promises that p brings, the nearest first. A call makes up for calls that were missed, never for a
// visit: somebody still has to come.
func (b *Book) delivers(p *Promise) []*Promise {
	owed := b.chain(p)
	if p.Kind != Callback {
		return owed
	}
	return owed[:untilVisit(owed)]
}

// lapse ends what has lost its reason. A check-back that was ignored before is not owed any more.
func (b *Book) lapse(p *Promise) {
	b.end(p, Lapsed)
	b.note(WasLapsed, p, nil)
	if p.Kind == CheckBack {
		b.release(b.chain(p))
	}
}

func (b *Book) deliver(owed []*Promise) {
	for _, p := range owed {
		p.Delivered = b.deliveredAt(p)
		b.note(WasDelivered, p, nil)
		if b.public && b.owesWords(p) {
			p.Apologised = p.Delivered
			b.LateFor = append(b.LateFor, p.Due)
		}
	}
}

func (b *Book) release(owed []*Promise) {
	for _, p := range owed {
		p.Released = b.Act()
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
