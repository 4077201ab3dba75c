package promise

import "time"

// pauseOrResume lets the resolution rest while the customer has the move (and while we wait for others, if the policy
// says so), and run otherwise.
func (b *Book) pauseOrResume() {
	rests := b.Status == Awaiting || b.Status == OnHold && b.Terms.HoldPauses
	for _, p := range b.Promises {
		switch {
		case p.Kind != Resolution:
		case rests && p.State == Pending:
			b.pause(p)
		case !rests && p.State == Paused:
			b.run(p)
			b.note(WasResumed, p, nil)
		}
	}
}

// pause keeps what p has used and what it has left, to the microsecond (rule 3).
func (b *Book) pause(p *Promise) {
	p.Used, p.ToRun = b.Terms.used(p, b.Act()), b.Terms.Hours().Between(b.Act(), p.Due)
	p.State = Paused
	b.note(WasPaused, p, nil)
}

// run lets a paused promise run again with exactly what it had left.
func (b *Book) run(p *Promise) {
	p.State, p.Started = Pending, b.Now
	p.Due = b.Terms.Hours().Add(b.Now, p.ToRun)
	p.BreaksAt, p.ToRun = p.Due, 0
	b.setWarning(p)
}

// Wait makes it the customer's turn, or lets us wait for others. The caller has seen to it that no message is unanswered
// where that matters (rule 12). Since is when the customer's turn had begun that an undoing gives back, zero otherwise: they are written to
// as often as if it had never ended (rule 11).
func (b *Book) Wait(s Status, since time.Time) {
	b.Pass()
	b.turn(s)
	if s == Awaiting && !since.IsZero() {
		b.WaitingSince = since
	}
	b.settle()
}

// turn changes the status by a decision of the staff. What was solved counts as reopened first.
func (b *Book) turn(s Status) {
	if b.Status == s {
		return
	}
	if b.Status == Solved || b.Status == Closed {
		b.open()
	}
	switch s {
	case Awaiting:
		b.become(WasAwaiting, s)
	case OnHold:
		b.become(WasHeld, s)
	case Open:
		if b.Status != Open {
			b.become(WasOpened, s)
		}
	case Solved:
		b.solve()
	case New, Closed: // nobody decides these
	}
}

// CanDismiss reports whether "No reply needed" may be said: a message is unanswered, somebody has answered before, and
// no reply is owed (rule 12).
func (b *Book) CanDismiss() bool {
	if b.Unanswered.IsZero() || b.Status == New {
		return false
	}
	for _, p := range b.Owed() {
		if p.Kind.IsReply() {
			return false
		}
	}
	for _, p := range b.Pending() {
		if p.Kind.IsReply() && p.Due.Before(b.Act()) { // only a call that runs keeps it from being owed
			return false
		}
	}
	return true
}

// Dismiss takes "No reply needed": the messages are answered, and the promise of a reply is withdrawn with the reason.
// Alone it puts the ticket back to the status that the oldest of them ended; with a status, that one holds.
func (b *Book) Dismiss(reason string, then Status) {
	b.Pass()
	for _, p := range b.Pending() {
		if p.Kind.IsReply() {
			b.withdraw(p, reason)
		}
	}
	back, as := b.Ended, b.EndedAs
	b.Unanswered, b.Ended, b.EndedAs = time.Time{}, "", ""
	switch {
	case then != "":
		b.turn(then)
	case back == Solved || back == Closed:
		b.setBack(back, as, reason)
	case back != "":
		b.turn(back)
	}
	b.settle()
}

// setBack makes the ticket solved again without asking anything again. What had been closed closes with its old reason
// as soon as no agreed promise stands, and was not reopened.
func (b *Book) setBack(to Status, as Reason, reason string) {
	b.endResolution(reason)
	b.rest()
	if to == Closed {
		b.Cycle--
	}
	b.become(WasSetBack, Solved)
	b.asked = true
	if to == Closed || as == Confirmed {
		b.Finished = as
	}
}

// endResolution ends what a solved ticket should not have got: the resolution is withdrawn, and one that is owed delivered.
func (b *Book) endResolution(reason string) {
	for _, p := range b.Promises {
		switch {
		case p.State.Terminal():
		case p.Kind == Resolution && p.Recovers != 0:
			b.keep(p)
		case p.Kind == Resolution:
			b.withdraw(p, reason)
		}
	}
}

// LookAgain makes a check-back: it comes up at one time and is due at another. What the system had made only so that
// something is pending gives way to it.
func (b *Book) LookAgain(up, due time.Time, owner Owner, by int64) *Promise {
	b.Pass()
	p := b.lookAt(up, due, owner, by)
	b.settle()
	return p
}

func (b *Book) lookAt(up, due time.Time, owner Owner, by int64) *Promise {
	p := b.add(Promise{Kind: CheckBack, Due: due, WarnAt: up, Owner: owner, MadeBy: by})
	b.note(WasMade, p, nil)
	return p
}

// StaffActed keeps the check-backs that have come up: somebody is at the ticket.
func (b *Book) StaffActed() {
	kept := false
	for _, p := range b.Pending() {
		if p.Kind == CheckBack && !p.WarnAt.After(b.Act()) {
			b.keep(p)
			kept = true
		}
	}
	if kept {
		b.settle()
	}
}
