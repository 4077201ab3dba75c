package promise

import "time"

// settle makes what the rules ask for next and ends what has lost its reason, so that a ticket which
// is not closed always has a pending promise (rule 1). Every act ends with it.
func (b *Book) settle() {
	switch b.Status {
	case New, Open, OnHold:
		b.settleReply()
		b.settleUpdate()
	case Awaiting:
		b.settleAwaiting()
	case Solved:
		b.settleSolved()
	case Closed:
	}
	b.settleCheckBack()
	b.settleAway()
	b.settleEscalations()
	b.settleApology()
}

// settleReply promises an answer when the customer waits for one and none is promised.
func (b *Book) settleReply() {
	if b.Unanswered.IsZero() || b.replyPending() {
		return
	}
	b.target(NextReply, b.Unanswered)
}

// settleUpdate promises news while nothing else that was said falls due; what an update is in the way
// of ends it, but a recovery runs on (docs/domain.md, kind update).
func (b *Book) settleUpdate() {
	running := b.pending(func(p *Promise) bool { return p.Kind == Update })
	quiet := b.Terms.Calendar.AddDays(b.Now, b.Terms.QuietDays)
	agreed, agreedNow := false, false
	for _, p := range b.Pending() {
		if p.Kind.IsAgreed() && !p.Due.After(quiet) {
			agreed = true
			agreedNow = agreedNow || p.MadeAt.Equal(b.Now)
		}
	}
	if running != nil {
		if running.Recovers == 0 && (b.replyPending() || agreedNow) {
			b.lapse(running)
		}
		return
	}
	if b.Status != New && !b.replyPending() && !agreed {
		b.target(Update, b.Now)
	}
}

// settleAwaiting sees to it that a silent customer is written to (rule 11).
func (b *Book) settleAwaiting() {
	for _, p := range b.Pending() {
		if p.Kind == Update && p.Recovers == 0 {
			b.lapse(p)
		}
	}
	if b.hasPending(FollowUp) || b.mailStays() {
		return
	}
	step := 1
	for _, p := range b.Promises {
		isUnsaid := p.State == Lapsed && p.Left.IsZero() // an undoing says it again
		if p.Kind == FollowUp && !p.MadeAt.Before(b.WaitingSince) && !isUnsaid {
			step = max(step, p.Step+1)
		}
	}
	if step <= len(b.Terms.FollowUpDays) {
		b.note(WasMade, b.add(Promise{Kind: FollowUp, Step: step, Due: b.followUpDue(step)}), nil)
	}
}

// followUpDue is the policy's day after the customer's turn began, but never sooner after the message before than
// those days lie apart.
func (b *Book) followUpDue(step int) time.Time {
	days := b.Terms.FollowUpDays
	due := b.Terms.Calendar.AddDays(b.WaitingSince, days[step-1])
	for _, p := range b.Promises {
		if p.Kind == FollowUp && p.Step == step-1 && !p.MadeAt.Before(b.WaitingSince) && !p.Left.IsZero() {
			due = latest(due, b.Terms.Calendar.AddDays(p.Left, days[step-1]-days[step-2]))
		}
	}
	return latest(due, b.Now)
}

// settleSolved asks whether it works again, and closes what is finished (rule 12).
func (b *Book) settleSolved() {
	if b.Finished == "" {
		if b.hasPending(Confirmation) || b.mailStays() {
			return
		}
		question := Promise{Kind: Confirmation, Due: b.Terms.Calendar.AddDays(b.Now, b.Terms.ConfirmationDays)}
		if b.asked {
			question.Left = b.Now
		}
		b.note(WasMade, b.add(question), nil)
		return
	}
	if b.agreedPending() {
		return
	}
	for _, p := range b.Pending() {
		b.lapse(p)
	}
	b.release(b.Owed())
	b.ClosedAt = b.Now
	b.become(WasClosed, Closed)
}

// settleCheckBack lets the team look again when nothing else would be pending, and ends such a look when something
// is. While a mail stays in the house the look stands for it.
func (b *Book) settleCheckBack() {
	other := false
	for _, p := range b.Pending() {
		other = other || p.Kind != CheckBack || p.MadeBy != 0
	}
	switch {
	case other && !b.mailStays():
		for _, p := range b.Pending() {
			if p.Kind == CheckBack && p.MadeBy == 0 {
				b.lapse(p)
			}
		}
	case b.Status != Closed && len(b.Pending()) == 0:
		b.note(WasMade, b.lookAgain(Owner{Team: b.Team}), nil)
	}
}

// lookAgain is the check-back of one business day that the system makes.
func (b *Book) lookAgain(owner Owner) *Promise {
	due := b.Terms.Calendar.AddDays(b.Now, 1)
	return b.add(Promise{Kind: CheckBack, Due: due, Owner: owner, WarnAt: due.Add(-b.Terms.WarnBefore)})
}

// mailStays reports whether the follow-up or the question that was to go out last is still in the house: nothing of its
// row is made until it has left (rule 11).
func (b *Book) mailStays() bool { return b.staying() != nil }

// staying is the promise whose mail has not left in time, nil if there is none.
func (b *Book) staying() *Promise {
	var last *Promise
	switch {
	case b.Status == Awaiting:
		last = b.last(FollowUp, b.WaitingSince)
	case b.Status == Solved && b.Finished == "":
		last = b.last(Confirmation, b.SolvedAt)
	}
	if last == nil || last.State != Superseded || !last.Left.IsZero() {
		return nil
	}
	return last
}
