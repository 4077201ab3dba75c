package promise

// Following is the follow-up that is due next, nil if there is none or its mail is on its way.
func (b *Book) Following() *Promise {
	return b.pending(func(p *Promise) bool { return p.Kind == FollowUp && p.Posted.IsZero() })
}

// postFollowUp asks for the mail. The promise is kept when it has left the house.
func (b *Book) postFollowUp(p *Promise) {
	p.Posted, p.BreaksAt = b.Now, latest(p.Due, b.Now.Add(postGrace))
	b.note(WasPosted, p, nil)
}

// SendFollowUp asks for the mail now, before it is due.
func (b *Book) SendFollowUp(p *Promise) {
	b.postFollowUp(p)
	b.settle()
}

// SkipFollowUp leaves one out; the next counts from when the customer's turn began.
func (b *Book) SkipFollowUp(p *Promise) {
	b.end(p, Withdrawn)
	b.note(WasWithdrawn, p, nil)
	b.settle()
}

// standIn lets somebody look again instead of taking silence for an answer: the mail has not left (rule 11).
func (b *Book) standIn(p *Promise) {
	b.supersede(p, b.lookAgain(Owner{}), WasReckoned)
}

// MailStays says that the mail of a follow-up was held, or not taken at the first try.
func (b *Book) MailStays(id ID) {
	b.Pass()
	p := b.Get(id)
	if p == nil || p.Kind != FollowUp || p.State != Pending || p.Posted.IsZero() || p.Due.After(b.Now) {
		return
	}
	b.standIn(p)
	b.settle()
}

// MailLeft says that the mail of a follow-up, or the question whether it works, has left the house: silence counts from now. A
// check-back that stood for it lapses, and the next promise of the row is made.
func (b *Book) MailLeft(id ID) {
	b.Pass()
	p := b.Get(id)
	if p == nil || !p.Left.IsZero() || !p.Kind.IsWorkerKept() {
		return
	}
	switch {
	case p.State == Pending && p.Kind == FollowUp:
		p.Left = b.Now
		b.keep(p)
	case p.State == Pending:
		p.Left = b.Now
	case p == b.staying():
		p.Left = b.Now
		b.asked = p.Kind == Confirmation
	case p.State == Lapsed: // it was on its way when it lost its reason: to a merging that may be undone, or for good
		p.Left = b.Now
		if p = b.madeAgain(p); p == nil {
			return
		}
		if p.Kind == FollowUp {
			b.lapse(p) // what it would write they have read
		} else {
			p.Left = b.Now
		}
	default: // the customer or a person was quicker
		return
	}
	if p.Kind == FollowUp && b.Status == Awaiting && p.Step == len(b.Terms.FollowUpDays) {
		b.solveBySilence()
	}
	b.settle()
}

// madeAgain is the same message or question of the same turn, made again since p lapsed, whose mail nobody has asked for; nil: none is.
func (b *Book) madeAgain(p *Promise) *Promise {
	since := b.WaitingSince
	if p.Kind == Confirmation {
		since = b.SolvedAt
	}
	if p.MadeAt.Before(since) {
		return nil
	}
	return b.pending(func(q *Promise) bool {
		return q.Kind == p.Kind && q.Step == p.Step && q.Posted.IsZero() && q.Left.IsZero()
	})
}

// solveBySilence solves a ticket with the third message, which asks the question too: the resolution lapses, and what is
// owed of it is released (rule 11).
func (b *Book) solveBySilence() {
	for _, p := range b.Promises {
		if p.Kind == Resolution && !p.State.Terminal() {
			b.lapse(p)
			b.release(b.chain(p))
		}
	}
	b.rest()
	b.become(WasSolved, Solved)
	b.asked = true
}
