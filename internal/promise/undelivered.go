package promise

import "time"

// Undelivered takes back what a public message of the staff did, because its mail was refused for good (rule 8). What it
// kept at that instant stays kept, but does not count as kept and is promised anew, due in the recovery time; what it
// delivered is owed again. Unanswered is the oldest customer's message that it had answered, zero if there is
// none. A solved ticket is open again; on a closed one nothing is made.
func (b *Book) Undelivered(at, unanswered time.Time) {
	b.Pass()
	b.takeBack(b.unkeep(at), at, unanswered)
}

// UndeliveredInto is Undelivered of a message on a ticket that has been merged since: what it kept there is promised anew on
// the ticket that stays, and owed there again. It returns what does not count any more.
func (b *Book) UndeliveredInto(into *Book, at, unanswered time.Time) []ID {
	b.Pass()
	into.Pass()
	var gone []ID
	failed := b.unkeep(at)
	for _, p := range failed {
		gone = append(gone, p.ID)
	}
	return append(gone, into.takeBack(failed, at, unanswered)...)
}

// takeBack promises anew what failed, and owes again what the message delivered, which it returns.
func (b *Book) takeBack(failed []*Promise, at, unanswered time.Time) (again []ID) {
	if b.Status == Closed {
		return nil
	}
	for _, p := range b.Promises {
		if p.State == Broken && p.Delivered.Equal(at) && keptByMessage(p.Kind) {
			p.Delivered = time.Time{}
			b.note(WasOwedAgain, p, nil)
			again = append(again, p.ID)
			if p.Apology == 0 { // the word of it was in that message
				p.Apologised = time.Time{}
			}
		}
	}
	if !unanswered.IsZero() && (b.Unanswered.IsZero() || unanswered.Before(b.Unanswered)) {
		b.Unanswered = unanswered
	}
	if b.Status == Solved || b.Status == Awaiting {
		b.reopen()
	}
	for _, p := range failed {
		b.promiseAnew(p)
	}
	for _, id := range again {
		if p := b.Get(id); p.Apologised.IsZero() {
			b.planApology(p)
		}
	}
	b.settle()
	return again
}

func keptByMessage(k Kind) bool { return k.IsReply() || k == Update || k == Commitment }

func (b *Book) unkeep(at time.Time) []*Promise {
	var failed []*Promise
	for _, p := range b.Promises {
		if p.State == Kept && p.Failed.IsZero() && p.Ended.Equal(at) && keptByMessage(p.Kind) {
			p.Failed = b.Now
			b.note(WasUndelivered, p, nil)
			failed = append(failed, p)
		}
	}
	return failed
}

// promiseAnew makes a promise of the kind of one whose delivery failed. Of two reply promises or updates the one due
// first stands and recovers what the other did.
func (b *Book) promiseAnew(p *Promise) {
	anew := Promise{Kind: p.Kind, Words: p.Words, MadeBy: p.MadeBy, Due: b.Terms.recoveryDue(b.Now, false), Target: p.Target, Used: p.Used}
	if p.Kind.IsAgreed() {
		anew.Owner = p.Whose()
	}
	recovers := p.Recovers
	if b.Get(recovers) == nil { // it stayed on a ticket that was merged
		recovers = 0
	}
	rival := b.pending(func(q *Promise) bool {
		return p.Kind.IsReply() && q.Kind.IsReply() || p.Kind == Update && q.Kind == Update
	})
	if rival != nil && !rival.Due.After(anew.Due) {
		b.alsoRecover(rival, recovers)
		return
	}
	made := b.add(anew)
	b.alsoRecover(made, recovers)
	b.note(WasMade, made, nil)
	if rival != nil {
		b.alsoRecover(made, rival.Recovers)
		b.supersede(rival, made, WasReckoned)
	}
}

// alsoRecover lets p make good one more owed promise: it joins the end of p's chain.
func (b *Book) alsoRecover(p *Promise, owed ID) {
	for owed != 0 && p != nil && p.ID != owed {
		if p.Recovers == 0 {
			p.Recovers = owed
			return
		}
		p = b.Get(p.Recovers)
	}
}
