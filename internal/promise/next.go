package promise

// settle makes what the rules ask for next and ends what has lost its reason, so that a ticket which
// is not closed always has a pending promise (rule 1). Every act ends with it.
func (b *Book) settle() {
	switch b.Status {
	case New, Open:
		b.settleReply()
		b.settleUpdate()
	case Solved:
		b.settleSolved()
	case Closed:
	}
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
	if b.Status == Open && !b.replyPending() && !agreed {
		b.target(Update, b.Now)
	}
}

// settleSolved asks whether it works again, and closes what is finished (rule 12).
func (b *Book) settleSolved() {
	if b.Finished == "" {
		if b.pending(func(p *Promise) bool { return p.Kind == Confirmation }) == nil {
			due := b.Terms.Calendar.AddDays(b.Now, b.Terms.ConfirmationDays)
			b.note(WasMade, b.add(Promise{Kind: Confirmation, Due: due}), nil)
		}
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
