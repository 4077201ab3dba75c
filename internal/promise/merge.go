package promise

import (
	"slices"
	"time"
)

// Merged is why a ticket closes whose promises went to another one (rule 15).
const Merged Reason = "merged"

// WasMerged: its place was taken by a promise on another ticket, or given back.
const WasMerged What = "merged"

// Went is a promise whose place a promise of another ticket has taken. Its successor's number is the caller's to write, for
// only the other book knows it.
type Went struct {
	From, To *Promise
	Copied   bool // To was made for it; else To stood there and is due first
}

// MergeInto closes the ticket and gives what it has promised to the one that stays (rule 15): target, agreed and check-back
// promises are copied with their times, what is owed goes along as it is, and the rest lapses. The caller has seen to it
// that both are open. It returns what took whose place, and what is owed elsewhere now.
func (b *Book) MergeInto(into *Book) (went []Went, carried []*Promise) {
	b.Pass()
	into.Pass()
	if b.Status == Closed || into.Status == Closed {
		return nil, nil
	}
	into.waitForCall() // the call that runs may have come along
	live := slices.DeleteFunc(slices.Clone(b.Promises), func(p *Promise) bool { return p.State.Terminal() })
	b.wake(into, live)
	into.takeUnanswered(b.Unanswered)
	handedUp := b.handedUpAhead(live)
	over := b.overThere()
	carried = b.carry(into, func(p *Promise) bool { return over[p.ID] })
	replies := into.replyPending() || b.replyPending()
	for _, p := range live {
		if p.Kind.IsWorkerKept() || p.Kind == Update && p.Recovers == 0 && replies {
			b.lapse(p)
			continue
		}
		w := b.goTo(into, p)
		went = append(went, w)
		if handedUp[p.ID] {
			into.handUpAhead(w.To)
		}
	}
	b.Unanswered, b.Ended, b.EndedAs = time.Time{}, "", ""
	b.Finished, b.ClosedAt = Merged, b.Now
	b.become(WasClosed, Closed)
	b.settle()
	for _, p := range carried {
		if p.Owed() {
			into.planApology(p)
		}
	}
	into.settle()
	return went, carried
}

// overThere are the promises that the staying ticket has to make good, or may have to when a mail comes back: what broke and was not
// taken back. What they were to make good goes with them, and all that was to make good the same, also where that was taken back: a
// recovery stands where what it recovers does.
func (b *Book) overThere() map[ID]bool {
	chains, over := map[ID]bool{}, map[ID]bool{}
	for _, p := range b.Promises {
		if p.State == Broken && p.Released.IsZero() {
			chains[b.root(p).ID] = true
		}
	}
	for _, p := range b.Promises {
		over[p.ID] = p.State == Broken && chains[b.root(p).ID]
	}
	return over
}

// wake opens the ticket that stays, if a target promise comes to it; a new one stays new.
func (b *Book) wake(into *Book, live []*Promise) {
	for _, p := range live {
		if p.Kind.IsTarget() {
			into.reopen()
			return
		}
	}
}

// takeUnanswered takes messages over that nobody has answered. They ended no status of this ticket.
func (b *Book) takeUnanswered(since time.Time) {
	if since.IsZero() {
		return
	}
	if b.Unanswered.IsZero() || since.Before(b.Unanswered) {
		b.Unanswered, b.Ended, b.EndedAs = since, "", ""
	}
}

// handedUpAhead are the promises that somebody must see to although they are not broken: their owner has left.
func (b *Book) handedUpAhead(live []*Promise) map[ID]bool {
	found := map[ID]bool{}
	for _, p := range live {
		if e := b.escalation(p); e != nil && e.Closed.IsZero() {
			found[p.ID] = true
		}
	}
	return found
}

// carry moves promises that have ended, and their escalations, from one book to another.
func (b *Book) carry(into *Book, is func(*Promise) bool) []*Promise {
	var moved []*Promise
	b.Promises = slices.DeleteFunc(b.Promises, func(p *Promise) bool {
		if is(p) {
			moved = append(moved, p)
			return true
		}
		return false
	})
	into.Promises = append(into.Promises, moved...)
	slices.SortStableFunc(into.Promises, byNumber)
	b.Escalations = slices.DeleteFunc(b.Escalations, func(e *Escalation) bool {
		along := slices.ContainsFunc(moved, func(p *Promise) bool { return p.ID == e.Promise })
		if along {
			into.Escalations = append(into.Escalations, e)
		}
		return along
	})
	return moved
}

// byNumber is the order of a book's promises: those that are not stored yet stand behind the others.
func byNumber(x, y *Promise) int {
	switch {
	case x.ID < 0 && y.ID < 0:
		return int(y.ID - x.ID)
	case x.ID < 0:
		return 1
	case y.ID < 0:
		return -1
	default:
		return int(x.ID - y.ID)
	}
}

// goTo gives p's place to a promise of the ticket that stays: a copy, or the one of its like that is due before it and then
// recovers what p did.
func (b *Book) goTo(into *Book, p *Promise) Went {
	if p.State == Paused {
		b.run(p) // as if it had run on
	}
	rival := into.rival(p)
	if rival != nil && !rival.Due.After(p.Due) {
		into.alsoRecover(rival, p.Recovers)
		b.end(p, Superseded)
		b.note(WasMerged, p, rival)
		return Went{From: p, To: rival}
	}
	made := into.copied(p)
	into.note(WasMade, made, nil)
	into.stayLent(made, p)
	if rival != nil {
		into.alsoRecover(made, rival.Recovers)
		into.supersede(rival, made, WasReckoned)
	}
	b.end(p, Superseded)
	b.note(WasMerged, p, made)
	return Went{From: p, To: made, Copied: true}
}

// rival is the live promise beside which p cannot stand: of replies, updates, resolutions and the system's
// check-backs there is one.
func (b *Book) rival(p *Promise) *Promise {
	return b.pending(func(q *Promise) bool {
		single := p.Kind == Update || p.Kind == Resolution || p.Kind == CheckBack && p.MadeBy == 0 && q.MadeBy == 0
		return p.Kind.IsReply() && q.Kind.IsReply() || p.Kind == q.Kind && single
	})
}

// copied is another ticket's promise made on this one: with its start, its time and whether it was told.
func (b *Book) copied(p *Promise) *Promise {
	made := b.add(Promise{
		Kind: p.Kind, Words: p.Words, Due: p.Due, Owner: b.ownerOf(p), MadeBy: p.MadeBy, Started: p.Started, Target: p.Target, Used: p.Used,
		WarnAt: p.WarnAt, Told: p.Told, Recovers: p.Recovers,
	}.asAgreed(p))
	made.BreaksAt = latest(p.BreaksAt, made.Due)
	made.WarnAt, made.Warned, made.RemindAt, made.Reminded = p.WarnAt, p.Warned, p.RemindAt, p.Reminded
	if !p.Warned.IsZero() { // they know
		made.WarnAt = latest(p.WarnAt, made.MadeAt)
	}
	return made
}

// ownerOf is who owns a promise that comes from elsewhere: whom it names if it was agreed, else whoever owns the ticket.
func (b *Book) ownerOf(p *Promise) Owner {
	if p.Kind.IsAgreed() || p.Kind == CheckBack && p.MadeBy != 0 {
		return p.Whose()
	}
	return b.Owner
}
