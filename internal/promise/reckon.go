package promise

import (
	"slices"
	"time"
)

// Reckon serves the ticket under other terms (rule 4): each target promise that recovers nothing is
// superseded by one with the new target and the time already used. Its due time is the recomputed
// one, but not before the earlier of its old due time and now plus the new target or the recovery
// time, whichever is shorter: a change of rules breaks no promise by itself. A target that the new
// policy lacks lapses. A new time is told if the old one was; the caller sends it.
func (b *Book) Reckon(terms Terms) {
	b.Pass()
	old := b.Terms
	b.Terms = terms
	for _, p := range slices.Clone(b.Promises) {
		if p.State.Terminal() || !p.Kind.IsTarget() || p.Recovers != 0 {
			continue
		}
		target := terms.Target(p.Kind)
		if target == 0 {
			b.lapse(p)
			continue
		}
		used := old.used(p, b.Now)
		if p.State == Paused {
			b.reckonPaused(p, target)
			continue
		}
		due := b.Now
		if left := target - used; left > 0 {
			due = terms.Calendar.Add(b.Now, left)
		}
		floor := earliest(p.Due, terms.Calendar.Add(b.Now, min(target, terms.Recovery)))
		due = latest(due, floor)
		next := b.add(Promise{Kind: p.Kind, Due: due, Owner: p.Owner, MadeBy: p.MadeBy, Target: target, Used: used, Told: p.Told})
		if p.WasTold() && !due.Equal(p.Due) {
			next.Told = b.Now
		}
		if !p.Warned.IsZero() && !due.Before(p.Due) { // they know
			next.WarnAt, next.Warned = latest(p.WarnAt, next.MadeAt), p.Warned
		}
		b.supersede(p, next, WasReckoned)
	}
	b.pauseOrResume()
	b.settle()
}

// reckonPaused gives a resting resolution the new target: it keeps at least the shorter of what it had left and the
// recovery time.
func (b *Book) reckonPaused(p *Promise, target time.Duration) {
	next := b.add(Promise{Kind: p.Kind, Due: latest(p.Due, b.Now), Owner: p.Owner, MadeBy: p.MadeBy, Target: target, Used: p.Used, Told: p.Told})
	next.State, next.ToRun = Paused, max(target-p.Used, min(p.ToRun, b.Terms.Recovery))
	b.supersede(p, next, WasReckoned)
}
