package promise

import (
	"slices"
	"time"
)

// Call is a call log.
type Call struct {
	Outcome Outcome   // Reached, NotReached or LeftMessage
	Begun   time.Time // zero: as it was begun by a press, else now
	GoesOn  bool      // the call that was begun by a press is another one, which is not over
	Keeps   []ID      // the callback that it was, and the commitments that it kept by saying so
	Next    []Offer   // what was agreed in it, or when we call again
	Drops   bool      // a new time for an owed visit is not wanted: it is taken back
	Reason  string    // why
	Still   time.Time // the oldest customer's message that was written after it began; zero: none
}

// BeginCall notes that somebody dials: from here on what a call keeps waits for the log, an hour at most (rule 5). One
// call runs at a time; a new one takes the place of one that was never logged.
func (b *Book) BeginCall() {
	b.Pass()
	b.Calling = b.Now
	b.waitForCall()
	b.settle()
}

// DropCall takes back a call that was begun and never made.
func (b *Book) DropCall() {
	b.Pass()
	b.endCall()
	b.settle()
}

// waitForCall sets anew when what waits for a call breaks.
func (b *Book) waitForCall() {
	for _, p := range b.Pending() {
		if p.waitsForCalls() {
			p.BreaksAt = b.breaksAt(p)
		}
	}
}

// endCall lets go of what waited for the call: what it has not kept in time is broken now.
func (b *Book) endCall() {
	b.Calling = time.Time{}
	b.waitForCall()
	b.Pass()
}

// LogCall takes what became of a call. It keeps what it names, counted from its begin. One that reached the customer is a
// public message of the staff (rule 13); one that did not leaves everything else as it was. A visit that is owed and
// whose callback this was needs a new time, a new call, or is taken back; without a word of that we call again.
func (b *Book) LogCall(c Call) []*Promise {
	b.Pass()
	begun := c.Begun
	if begun.IsZero() {
		begun = b.Calling
	}
	if begun.IsZero() {
		begun = b.Now
	}
	owed := b.callsFor(c.Keeps)
	b.At, b.calls = begun, true
	b.public = c.Outcome == Reached
	b.breakLate(func(p *Promise) bool {
		return p.Kind == Callback && slices.ContainsFunc(c.Keeps, func(id ID) bool { return b.Standing(id) == p })
	})
	for _, id := range c.Keeps {
		b.keepByCall(b.Standing(id), c.Outcome)
	}
	if c.Outcome == Reached {
		goesOn := b.afterAnswer(c.Still)
		b.staffWrote(nil)
		b.Unanswered = c.Still
		goesOn()
	}
	b.public, b.calls, b.At = false, false, time.Time{}
	made := b.agreeInCall(c, owed)
	if !c.GoesOn {
		b.endCall()
	}
	b.settle()
	return made
}

// keepByCall keeps a callback, and what was kept by saying so.
func (b *Book) keepByCall(p *Promise, o Outcome) {
	switch {
	case p == nil || p.Kind == Visit || p.Kind == Commitment && o != Reached:
	case p.Kind == Callback:
		p.Outcome = o
		b.keep(p)
	default:
		b.keep(p)
	}
}

// callsFor are the owed visits that the callbacks were to find a new time for, in their order.
func (b *Book) callsFor(keeps []ID) []*Promise {
	var owed []*Promise
	for _, id := range keeps {
		if v := b.OwedVisit(id); v != nil && !slices.Contains(owed, v) {
			owed = append(owed, v)
		}
	}
	return owed
}

// agreeInCall makes what a call agreed. Each appointment makes good one of the visits that are owed; for one that is left
// another call is promised, unless the customer wants none any more.
func (b *Book) agreeInCall(c Call, owed []*Promise) []*Promise {
	owed = slices.DeleteFunc(owed, func(p *Promise) bool { return !p.Owed() })
	if len(c.Next) > 0 && b.Status == Closed {
		b.open()
	}
	var made []*Promise
	for _, o := range c.Next {
		p := o.promise(b.Now)
		if len(owed) > 0 && o.Kind.IsAppointment() {
			p.Recovers, owed = owed[0].ID, owed[1:]
		}
		stored := b.add(p)
		b.note(WasMade, stored, nil)
		made = append(made, stored)
	}
	for _, p := range owed {
		switch {
		case b.recovery(p) != nil:
		case c.Drops:
			b.release(append([]*Promise{p}, b.chain(p)...))
		default:
			again := b.add(Promise{Kind: Callback, Due: b.Terms.recoveryDue(b.Now, false), Recovers: p.ID, Told: b.Now})
			b.note(WasMade, again, nil)
		}
	}
	return made
}

// deliveredAt is when what p promised came after all: with the act, but never before it broke.
func (b *Book) deliveredAt(p *Promise) time.Time {
	if b.Act().Before(p.Due) {
		return b.Now
	}
	return b.Act()
}
