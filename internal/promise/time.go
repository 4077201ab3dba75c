package promise

import "time"

// Pass lets time do what it has done until b.Now: what is past its breaks_at is broken and owed, and its
// recovery is promised (rules 5 and 6); what the worker keeps is kept. There is no chain of recoveries
// in the past: a recovery counts from when the break was noticed. It reports whether anything was due.
func (b *Book) Pass() bool {
	acted := false
	for _, p := range b.Pending() {
		switch {
		case p.Kind.IsWorkerKept() && !p.Due.After(b.Now):
			b.keep(p)
			if p.Kind == Confirmation && b.Finished == "" {
				b.Finished = Silent
			}
			acted = true
		case !p.Kind.IsWorkerKept() && p.BreaksAt.Before(b.Now):
			b.breakPromise(p)
			acted = true
		}
	}
	if acted {
		b.settle()
	}
	return acted
}

func (b *Book) breakPromise(p *Promise) {
	recovery := b.add(Promise{
		Kind: p.Kind, Words: p.Words, MadeBy: p.MadeBy,
		Due: b.Terms.recoveryDue(b.Now, p.Recovers != 0), Recovers: p.ID,
		Target: p.Target, Used: b.Terms.used(p, b.Now),
	})
	b.end(p, Broken)
	p.Noticed = b.Now
	if p.WasTold() {
		recovery.Told = b.Now // a recovery is told when what it recovers was (rule 7)
	}
	b.note(WasBroken, p, recovery)
}

// QuestionDue reports whether the time is over in which the customer could say that it works.
func (b *Book) QuestionDue() bool { return b.question() != nil }

func (b *Book) question() *Promise {
	return b.pending(func(p *Promise) bool { return p.Kind == Confirmation && !p.Due.After(b.Now) })
}

// Silence says when the question left the house whose time is over (zero: it has not), before time passes. Silence
// counts only from mail that left (rule 11): until then the customer has one more business day and another, and after
// such a delay the days to answer count from when it left.
func (b *Book) Silence(left time.Time) {
	p := b.question()
	if p == nil {
		return
	}
	due := b.Terms.Calendar.AddDays(b.Now, 1)
	if !left.IsZero() {
		if due = b.Terms.Calendar.AddDays(left, b.Terms.ConfirmationDays); !b.wasPostponed(p) || !due.After(b.Now) {
			return // it was out in time, or long enough
		}
	}
	b.supersede(p, b.add(Promise{Kind: Confirmation, Due: due, Owner: p.Owner}), WasReckoned)
}

// wasPostponed reports whether p took the place of a confirmation whose question had not left in its time.
func (b *Book) wasPostponed(p *Promise) bool {
	for _, q := range b.Promises {
		if q.State == Superseded && q.Successor == p.ID {
			return true
		}
	}
	return false
}
