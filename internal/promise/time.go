package promise

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

// Postpone gives a customer longer to answer, because the question has not left the house yet:
// silence counts only from mail that left (rule 11).
func (b *Book) Postpone() {
	for _, p := range b.Pending() {
		if p.Kind == Confirmation {
			next := b.add(Promise{Kind: Confirmation, Due: b.Terms.Calendar.AddDays(b.Now, 1)})
			b.supersede(p, next, WasReckoned)
		}
	}
	b.settle()
}
