package promise

import "time"

const (
	// visitGrace is how long after its window a visit's break waits, so that an arrival can be entered late.
	visitGrace = time.Hour
	// callGrace is how long after its begin a call that runs may keep a break waiting.
	callGrace = time.Hour
)

// breaksAt is the instant past which p is broken: its due time, but a visit's is decided an hour later, and while a call
// runs that was begun by their due time, callbacks and what a call keeps wait for its log.
func (b *Book) breaksAt(p *Promise) time.Time {
	switch {
	case p.Kind == Visit:
		return p.Due.Add(visitGrace)
	case b.mayBeKeptByCall(p):
		return latest(p.Due, b.Calling.Add(callGrace))
	default:
		return p.Due
	}
}

// mayBeKeptByCall reports whether a call runs that p waits for: one that was begun by its due time, and after it was made or
// what it takes the place of.
func (b *Book) mayBeKeptByCall(p *Promise) bool {
	if b.Calling.IsZero() || !p.waitsForCalls() || p.Due.Before(b.Calling) {
		return false
	}
	return !p.MadeAt.After(b.Calling) || p.BreaksAt.After(p.Due)
}

// waitsForCalls reports whether a call that reaches the customer would keep it without being asked.
func (p *Promise) waitsForCalls() bool {
	return p.Kind == Callback || p.Kind == Update || p.Kind.IsReply()
}

// promise is what o offers, as it is added.
func (o Offer) promise(now time.Time) Promise {
	p := Promise{Kind: Commitment, Words: o.Words, Due: latest(o.Due, now), Owner: o.Owner, MadeBy: o.By, Told: now}
	if o.Kind.IsAppointment() {
		p.Kind, p.Opens, p.Place, p.Bring = o.Kind, o.Opens, o.Place, o.Bring
	}
	return p
}

// MoveTo gives a standing agreed promise another time, and, where o says so, another owner, place and what to bring. A
// visit that is owed is moved by naming a new one, which takes the place of the call that was to agree it.
func (b *Book) MoveTo(id ID, o Offer) *Promise {
	b.Pass()
	p := b.overdue(id)
	if p == nil {
		return nil
	}
	isUp := b.handedUpAhead([]*Promise{p})[p.ID]
	next := b.add(b.moved(b.Get(id), p, o))
	b.supersede(p, next, WasMoved)
	if isUp && next.Owner.Person == 0 { // nobody in person has it, at this time or that
		b.handUpAhead(next)
	}
	b.settle()
	return next
}

// moved is what takes the place of p by a move of what the number named, which was meant.
func (b *Book) moved(meant, p *Promise, o Offer) Promise {
	next := Promise{
		Kind: meant.Kind, Words: meant.Words, Opens: o.Opens, Due: o.Due, Place: meant.Place, Bring: meant.Bring,
		Owner: meant.Whose(), MadeBy: meant.MadeBy, Told: b.Now, Recovers: p.Recovers, Sequence: meant.Sequence + 1, First: meant.FirstID(),
	}
	if p.Kind == meant.Kind {
		next.Owner, next.Words, next.Sequence = p.Whose(), p.Words, max(meant.Sequence, p.Sequence)+1
		if !p.Opens.IsZero() {
			next.First = p.FirstID()
		}
	}
	if o.Owner != (Owner{}) {
		next.Owner = o.Owner
	}
	if o.Place != "" {
		next.Place = o.Place
	}
	if o.Bring != "" {
		next.Bring = o.Bring
	}
	return next
}

// overdue is what stands behind a number. What is past its due time and still pending, because its break waits, is broken
// by whoever moves it or takes it back: then its recovery stands.
func (b *Book) overdue(id ID) *Promise {
	p := b.Standing(id)
	if p != nil && p.Due.Before(b.Act()) {
		b.breakPromise(p)
		p = b.recovery(p)
	}
	return p
}

// untilVisit is how many of a chain stand before the first visit.
func untilVisit(chain []*Promise) int {
	for i, p := range chain {
		if p.Kind == Visit {
			return i
		}
	}
	return len(chain)
}

// owedVisit is the visit that p is to make good by agreeing a new one, nil if there is none.
func (b *Book) owedVisit(p *Promise) *Promise {
	chain := b.chain(p)
	if i := untilVisit(chain); p.Kind == Callback && i < len(chain) {
		return chain[i]
	}
	return nil
}

// OwedVisit is the visit that a callback is to find a new time for, nil if it is about something else.
func (b *Book) OwedVisit(id ID) *Promise {
	if p := b.Standing(id); p != nil {
		return b.owedVisit(p)
	}
	return nil
}

// NextCall is the callback that is due next, nil if none stands: a call that says nothing else keeps it (rule 13).
func (b *Book) NextCall() *Promise {
	return b.pending(func(p *Promise) bool { return p.Kind == Callback })
}

// NextVisit is the visit that comes next, nil if none stands.
func (b *Book) NextVisit() *Promise {
	return b.pending(func(p *Promise) bool { return p.Kind == Visit })
}

// asAgreed gives a promise that is made for another one what that had as an appointment: its window moves with its due time.
func (p Promise) asAgreed(was *Promise) Promise {
	p.Place, p.Bring, p.Sequence = was.Place, was.Bring, was.Sequence
	if id := was.FirstID(); was.Kind.IsAppointment() && id > 0 { // one that is not stored yet stands in nobody's calendar
		p.First = id
	}
	if !was.Opens.IsZero() {
		p.Opens = p.Due.Add(was.Opens.Sub(was.Due))
	}
	return p
}
