package promise

import (
	"slices"
	"time"
)

// Reckon serves the ticket under other terms (rule 4): each target promise that recovers nothing is
// superseded by one with the new target and the time already used. Its due time is the recomputed
// one, but not before the earlier of its old due time and now plus the new target or the recovery
// time, whichever is shorter: a change of rules breaks no promise by itself. A target that the new
// policy lacks lapses, and one that only the new policy has begins now. What recovers keeps its due
// time. A new time is told if the old one was; the caller sends it.
func (b *Book) Reckon(terms Terms) {
	b.Pass()
	old := b.Terms
	b.Terms = terms
	for _, p := range slices.Clone(b.Promises) {
		if p.State.Terminal() || !p.Kind.IsTarget() || p.Recovers != 0 {
			continue
		}
		target := terms.Target(p.Kind)
		switch {
		case target == 0:
			b.under(old, func() { b.lapse(p) })
		case p.State == Paused:
			b.reckonPaused(p, target, old)
		default:
			b.reckonRunning(p, target, old.used(p, b.Now))
		}
	}
	b.beginResolution()
	b.pauseOrResume()
	b.settle()
}

// reckonRunning gives a promise that runs the new target.
func (b *Book) reckonRunning(p *Promise, target, used time.Duration) {
	hours := b.Terms.Hours()
	due := b.Now
	if left := target - used; left > 0 {
		due = hours.Add(b.Now, left)
	}
	due = latest(due, earliest(p.Due, hours.Add(b.Now, min(target, b.Terms.Recovery))))
	next := b.add(Promise{Kind: p.Kind, Due: due, Owner: p.Whose(), MadeBy: p.MadeBy, Target: target, Used: used, Told: p.Told})
	if p.WasTold() && !due.Equal(p.Due) {
		next.Told = b.Now
	}
	if !p.Warned.IsZero() && !due.Before(p.Due) && !next.WarnAt.After(b.Now) { // they know
		next.WarnAt, next.Warned = latest(p.WarnAt, next.MadeAt), p.Warned
	}
	if b.mayBeKeptByCall(p) {
		next.BreaksAt = latest(next.BreaksAt, b.Calling.Add(callGrace))
	}
	b.supersede(p, next, WasReckoned)
}

// reckonPaused gives a resting resolution the new target: it keeps at least the shorter of what it had left and the
// recovery time.
func (b *Book) reckonPaused(p *Promise, target time.Duration, old Terms) {
	next := b.add(Promise{Kind: p.Kind, Due: latest(p.Due, b.Now), Owner: p.Whose(), MadeBy: p.MadeBy, Target: target, Used: p.Used, Told: p.Told})
	next.State, next.ToRun = Paused, max(target-p.Used, min(p.ToRun, b.Terms.Recovery))
	b.under(old, func() { b.supersede(p, next, WasReckoned) })
}

// under ends something by the terms that it was made under: the due time that stands in the history is the one it had.
func (b *Book) under(old Terms, f func()) {
	now := b.Terms
	b.Terms = old
	f()
	b.Terms = now
}

// beginResolution promises a solution, counted from now, where only the new policy has one: without it a ticket that
// became urgent would have none.
func (b *Book) beginResolution() {
	if b.Terms.Resolution == 0 || b.Status == Solved || b.Status == Closed {
		return
	}
	for _, p := range b.Promises {
		if p.Kind == Resolution && (!p.State.Terminal() || p.Owed()) {
			return
		}
	}
	b.target(Resolution, b.Now)
}
