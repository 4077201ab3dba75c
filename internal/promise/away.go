package promise

import "time"

// Away says whether somebody is away at an instant, and who has meanwhile what is theirs: their stand-in, else the team.
type Away func(person int64, at time.Time) (Owner, bool)

// AbsenceChanged takes that somebody has entered, changed or ended an absence (rule 10).
func (b *Book) AbsenceChanged() {
	b.Pass()
	b.settle()
}

// TakeBack gives a promise back to whom somebody stands in for. While they are away when it falls due, it stays where it is. It
// reports whether it was theirs.
func (b *Book) TakeBack(id ID, person int64) bool {
	b.Pass()
	p := b.Get(id)
	if p == nil || p.State != Pending || p.StandsFor != person {
		return false
	}
	p.Owner, p.StandsFor = Owner{Person: person}, 0
	b.note(WasHandedOver, p, nil)
	b.settle()
	return true
}

// PickUp gives somebody what the team has for whoever is away, but visits. It reports whether they have any of it now, as they may
// have had it before as the stand-in.
func (b *Book) PickUp(person int64) bool {
	b.Pass()
	has := false
	for _, p := range b.Pending() {
		if p.StandsFor == 0 || p.StandsFor == person {
			continue
		}
		if p.Owner.Person == 0 && p.Kind != Visit {
			b.give(p, Owner{Person: person})
			has = true
		}
		has = has || p.Owner.Person == person
	}
	b.settle()
	return has
}

// settleAway sees to it that what falls due while its owner is away is somebody's who is there, and theirs again when they are
// there after all. Nobody stands in on a visit: whether they can be there is a person's to see, so it is the team's, which
// is handed up, and is not given back by itself, for its owner's day may be full by then.
func (b *Book) settleAway() {
	if b.Away == nil {
		return
	}
	for _, p := range b.Pending() {
		whose := p.Whose().Person
		if whose == 0 || p.Due.Before(b.Now) {
			continue
		}
		to, away := b.Away(whose, p.Due)
		switch {
		case away:
			b.lend(p, whose, to)
		case p.StandsFor != 0 && p.Kind != Visit:
			p.Owner, p.StandsFor = Owner{Person: whose}, 0
			b.note(WasHandedOver, p, nil)
		}
	}
}

func (b *Book) lend(p *Promise, whose int64, to Owner) {
	if p.Kind == Visit || to.Person == whose {
		to = Owner{Team: b.Team}
	}
	if p.StandsFor == whose && p.Owner == to {
		return
	}
	p.Owner, p.StandsFor = to, whose
	b.note(WasHandedOver, p, nil)
	if p.Kind.IsAppointment() && to.Person == 0 {
		b.handUpAhead(p)
	}
}

// stayLent leaves a visit with the team that had it for whoever was away, when made takes its place.
func (b *Book) stayLent(made, was *Promise) {
	if made.Kind == Visit && was.StandsFor != 0 {
		b.lend(made, was.StandsFor, Owner{})
	}
}

// OwnerIsElsewhere gives to the team a visit that is to be made again, when its owner is at another one by now (rule 10 for visits).
func (b *Book) OwnerIsElsewhere(p *Promise) {
	p.Owner, p.StandsFor = Owner{Team: b.Team}, 0
	b.note(WasHandedOver, p, nil)
	b.handUpAhead(p)
	b.settle()
}

// Whose is whose p is when nobody is away: what takes its place asks anew who is there then.
func (p *Promise) Whose() Owner {
	if p.StandsFor != 0 {
		return Owner{Person: p.StandsFor}
	}
	return p.Owner
}

// give makes somebody the owner. What is lent out of their hands already stays so.
func (b *Book) give(p *Promise, to Owner) {
	switch {
	case to.Person != 0 && p.StandsFor == to.Person:
		return
	case p.Owner != to:
		b.note(WasHandedOver, p, nil)
	}
	p.Owner, p.StandsFor = to, 0
}
