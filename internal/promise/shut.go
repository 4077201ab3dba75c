package promise

import "time"

// Shut closes the ticket at once, for a reason that is not the customer's (rule 15): what stands is withdrawn, what is owed is
// released, and nobody is told. A closed ticket stays as it is. It reports whether the ticket was live.
func (b *Book) Shut(reason Reason) bool {
	b.Pass()
	if b.Status == Closed {
		return false
	}
	for _, p := range b.Promises {
		if !p.State.Terminal() {
			b.withdraw(p, "")
		}
	}
	b.release(b.Owed())
	b.Unanswered, b.Ended, b.EndedAs = time.Time{}, "", ""
	b.Finished, b.ClosedAt = reason, b.Now
	b.become(WasClosed, Closed)
	b.settle()
	return true
}

// Stood is how a ticket stood before it was shut, as far as its promises do not tell.
type Stood struct {
	ShutAt     time.Time
	Status     Status
	Finished   Reason
	Unanswered time.Time
	Ended      Status
	EndedAs    Reason
}

// Unshut puts a ticket that was shut back to the status that it had, in the same cycle (rule 15). Its promises are new ones:
// targets count from now, and what was agreed stands at its time, at least the recovery time away. The
// customer is not asked again whether it works, unless that question never reached them. It reports whether the ticket was shut.
func (b *Book) Unshut(was Stood) bool {
	b.Pass()
	if b.Status != Closed {
		return false
	}
	agreed := b.withdrawnAt(was.ShutAt)
	solved, question := b.SolvedAt, b.last(Confirmation, b.SolvedAt)
	b.asked = question != nil && !question.Left.IsZero()
	b.Finished, b.ClosedAt = was.Finished, time.Time{}
	b.Unanswered, b.Ended, b.EndedAs = was.Unanswered, was.Ended, was.EndedAs
	b.become(WasUnshut, was.Status)
	if was.Status == Solved && (b.asked || was.Finished != "") {
		b.SolvedAt = solved
	}
	switch {
	case was.Status == New:
		b.target(FirstReply, b.Now)
	case !was.Unanswered.IsZero():
		b.target(NextReply, b.Now)
	}
	if was.Status != Solved {
		b.target(Resolution, b.Now)
	}
	for _, p := range agreed {
		b.agreeAnew(p)
	}
	b.pauseOrResume()
	b.settle()
	return true
}

// withdrawnAt are the agreed promises that a shutting took back.
func (b *Book) withdrawnAt(at time.Time) []*Promise {
	return b.all(func(p *Promise) bool { return p.Kind.IsAgreed() && p.State == Withdrawn && p.Ended.Equal(at) })
}

// agreeAnew makes p again. A time that the customer knew is still known; another one is not told by itself.
func (b *Book) agreeAnew(p *Promise) {
	due := b.dueAnew(p)
	anew := Promise{Kind: p.Kind, Words: p.Words, Owner: p.Whose(), MadeBy: p.MadeBy, Due: due}.asAgreed(p)
	if due.Equal(p.Due) {
		anew.Told, anew.RemindAt, anew.Reminded = p.Told, p.RemindAt, p.Reminded
	}
	made := b.add(anew)
	b.note(WasMade, made, nil)
	b.stayLent(made, p)
}

// dueAnew is when p is due if an undoing makes it again: at its old time, at least the recovery time from now. A window that has not
// closed stays as it was agreed, for nobody has agreed another (docs/decisions/0017).
func (b *Book) dueAnew(p *Promise) time.Time {
	if !p.Opens.IsZero() && p.Due.After(b.Now) {
		return p.Due
	}
	return latest(p.Due, b.Terms.recoveryDue(b.Now, false))
}
