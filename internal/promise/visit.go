package promise

import "time"

// Came takes that somebody came to a visit, at an instant as it is entered: arrived, or nobody was at home. By the end of
// the window it is kept; after it, it is broken, and has come late. What was to agree a new time has lost its reason.
// It returns the visit, nil if none stands or is owed behind the number.
func (b *Book) Came(id ID, at time.Time, o Outcome) *Promise {
	b.Pass()
	p := b.visit(id)
	if p == nil {
		return nil
	}
	p.Outcome = o
	if p.State == Pending && !at.After(p.Due) {
		b.At = earliest(at, b.Now)
		b.keep(p)
		b.At = time.Time{}
	} else {
		b.cameLate(p, at)
	}
	b.settle()
	return p
}

// cameLate delivers a visit after its window, and all that it made good.
func (b *Book) cameLate(p *Promise, at time.Time) {
	if p.State == Pending {
		b.breakPromise(p)
	}
	call := b.recovery(p)
	b.At = earliest(latest(at, p.Due), b.Now)
	var owed []*Promise
	if call != nil {
		owed = b.chain(call)
		b.lapse(call)
	}
	b.deliver(owed)
	b.At = time.Time{}
}

// visit is the visit behind a number: one that stands, or one that is owed while nobody has agreed another.
func (b *Book) visit(id ID) *Promise {
	p := b.Get(id)
	if p == nil || p.Kind != Visit {
		return nil
	}
	switch {
	case p.State == Pending:
		return p
	case !p.Owed():
		return nil
	}
	if r := b.recovery(p); r != nil && r.Kind == Visit {
		return r
	}
	return p
}

// Miss takes that nobody came: the visit is broken as soon as its window is over, without waiting for what might still
// be entered. It reports whether it was.
func (b *Book) Miss(id ID) bool {
	b.Pass()
	p := b.visit(id)
	if p == nil || p.State != Pending || !p.Due.Before(b.Now) {
		return false
	}
	p.Outcome = Missed
	b.breakPromise(p)
	b.settle()
	return true
}
