package promise

import "time"

// postGrace is how long a mail that was asked for may take to leave, before somebody is to look.
const postGrace = 2 * time.Minute

// Pass lets time do what it has done until the act's instant: what is past its breaks_at is broken, owed and handed up,
// and its recovery is promised (rules 5 and 6); whose warning point has come is warned; what the worker keeps is
// kept. There is no chain of recoveries in the past: a recovery counts from when the break was
// noticed. It reports whether anything was due.
func (b *Book) Pass() bool {
	before := len(b.Changes)
	for _, p := range b.Pending() {
		switch {
		case p.Kind.IsWorkerKept():
			b.passWorkerKept(p)
		case p.BreaksAt.Before(b.Act()):
			b.breakPromise(p)
		case p.warningDue(b.Act()) && !p.BreaksAt.Before(b.Now): // nobody is warned of what is past, when an act of before is noticed late
			p.Warned = b.Now
			b.note(WasWarned, p, nil)
		}
	}
	b.remind()
	if len(b.Changes) > before {
		b.settle()
	}
	return len(b.Changes) > before
}

// passWorkerKept acts on what the worker keeps: it asks for the mail of a follow-up, and takes silence for an answer to
// a question that left.
func (b *Book) passWorkerKept(p *Promise) {
	switch {
	case p.Due.After(b.Act()):
	case p.Kind == FollowUp && p.Posted.IsZero():
		b.postFollowUp(p)
	case p.Kind == FollowUp && p.BreaksAt.Before(b.Act()), p.Kind == Confirmation && p.Left.IsZero():
		b.standIn(p)
	case p.Kind == Confirmation:
		b.keep(p)
		if b.Finished == "" {
			b.Finished = Silent
		}
	}
}

func (b *Book) breakPromise(p *Promise) {
	recovery := Promise{
		Kind: p.Kind, Words: p.Words, MadeBy: p.MadeBy,
		Due: b.Terms.recoveryDue(b.Now, p.Recovers != 0), Recovers: p.ID,
		Target: p.Target, Used: b.Terms.used(p, b.Now),
	}
	switch p.Kind {
	case CheckBack:
		recovery.WarnAt = b.Now
	case Visit: // somebody calls, to agree a new time
		recovery.Kind, recovery.Words = Callback, ""
	}
	if p.WasTold() {
		recovery.Told = b.Now // a recovery is told when what it recovers was (rule 7)
	}
	made := b.add(recovery)
	p.State, p.Ended, p.Noticed = Broken, b.Now, b.Now
	b.note(WasBroken, p, made)
	b.handUp(p)
	b.planApology(p)
}

// setWarning says when p's owner is to be warned: at a share of the business time, or shortly before an agreed
// time. What was agreed for sooner than that has just been said, and needs no warning.
func (b *Book) setWarning(p *Promise) {
	c := b.Terms.Hours()
	switch {
	case p.Kind.IsWorkerKept() || b.Terms.WarnPercent == 0:
	case p.Kind == CheckBack:
		if !p.WarnAt.After(b.Now) { // whoever makes it knows that it is up
			p.WarnAt, p.Warned = b.Now, b.Now
		}
	case p.Kind.IsTarget():
		var used time.Duration
		if p.Recovers == 0 {
			used = b.Terms.used(p, b.Now)
		}
		whole := used + c.Between(b.Now, p.Due)
		p.WarnAt = b.Now
		if left := whole*time.Duration(b.Terms.WarnPercent)/100 - used; left > 0 {
			p.WarnAt = c.Add(b.Now, left)
		}
	default:
		begins := p.Due
		if !p.Opens.IsZero() {
			begins = p.Opens
		}
		if at := begins.Add(-b.Terms.WarnBefore); at.After(b.Now) {
			p.WarnAt = at
		}
	}
}

func (p *Promise) warningDue(at time.Time) bool {
	return !p.WarnAt.IsZero() && p.Warned.IsZero() && !p.WarnAt.After(at)
}
