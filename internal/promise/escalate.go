package promise

import (
	"time"

	"github.com/kepthq/kept/internal/calendar"
)

// TopLevel is the highest level of the ladder.
const TopLevel = 3

// Escalation is a promise that broke, handed up: one for it and all its recoveries (rule 6).
type Escalation struct {
	ID      int64 // 0: not stored yet
	Promise ID    // the one that broke first
	Level   int
	Opened  time.Time
	Told    time.Time // when the people of its level were told last
	Closed  time.Time
}

// root is the promise that broke first of those that p makes good.
func (b *Book) root(p *Promise) *Promise {
	for p.Recovers != 0 {
		broken := b.Get(p.Recovers)
		if broken == nil {
			break
		}
		p = broken
	}
	return p
}

func (b *Book) escalation(root *Promise) *Escalation {
	for _, e := range b.Escalations {
		if e.Promise == root.ID {
			return e
		}
	}
	return nil
}

// handUp opens the escalation of what broke first, or raises it by a level. At the top people are told again at most
// once a business day.
func (b *Book) handUp(broken *Promise) {
	e := b.escalation(b.root(broken))
	switch {
	case e == nil:
		e = &Escalation{Promise: b.root(broken).ID, Level: 1, Opened: b.Now}
		b.Escalations = append(b.Escalations, e)
	case !e.Closed.IsZero(): // its owner had left, and somebody had taken it since
		e.Level, e.Opened, e.Closed = 1, b.Now, time.Time{}
	case e.Level < TopLevel:
		e.Level++
	case b.sameDay(e.Told, b.Now):
		return
	}
	e.Told = b.Now
	b.Changes = append(b.Changes, Change{What: WasHandedUp, Promise: broken, Level: e.Level})
}

// handUpAhead hands up an agreed promise whose owner has left: somebody must see to it that it has one (rule 10).
func (b *Book) handUpAhead(p *Promise) {
	e := b.escalation(b.root(p))
	switch {
	case e == nil:
		b.Escalations = append(b.Escalations, &Escalation{Promise: p.ID, Level: 1, Opened: b.Now, Told: b.Now})
	case e.Closed.IsZero():
		return
	default: // somebody had taken it since, and has left it too
		e.Level, e.Opened, e.Told, e.Closed = 1, b.Now, b.Now, time.Time{}
	}
	b.Changes = append(b.Changes, Change{What: WasHandedUp, Promise: p, Level: 1})
}

// settleEscalations closes what has been delivered or released, or has an owner again, and opens again what is owed once more.
func (b *Book) settleEscalations() {
	owed := map[ID]bool{}
	for _, p := range b.Promises {
		switch {
		case p.Owed():
			owed[b.root(p).ID] = true
		case p.State == Pending && p.Kind.IsAgreed() && p.Owner.Person == 0: // its owner has left
			root := b.root(p).ID
			e := b.escalation(b.root(p))
			owed[root] = owed[root] || e != nil && e.Closed.IsZero()
		}
	}
	for _, e := range b.Escalations {
		switch {
		case e.Closed.IsZero() && !owed[e.Promise]:
			e.Closed = b.Now
			b.Changes = append(b.Changes, Change{What: WasHandUpClosed, Promise: b.Get(e.Promise), Level: e.Level})
		case !e.Closed.IsZero() && owed[e.Promise]:
			e.Closed, e.Told = time.Time{}, b.Now
			b.Changes = append(b.Changes, Change{What: WasHandedUp, Promise: b.Get(e.Promise), Level: e.Level})
		}
	}
}

func (b *Book) sameDay(x, y time.Time) bool {
	return b.localDate(x) == b.localDate(y)
}

func (b *Book) localDate(at time.Time) calendar.Date {
	return calendar.DateOf(at.In(b.Terms.Calendar.Zone()))
}
