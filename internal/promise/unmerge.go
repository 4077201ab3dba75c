package promise

import (
	"slices"
	"time"
)

// WasUnmerged: the ticket is back from another one.
const WasUnmerged What = "unmerged"

// Merger is what a merging did, as far as the promises do not tell.
type Merger struct {
	Was        Stood     // how the merged ticket stood; ShutAt is when it was merged
	Waiting    time.Time // since when it waited for its customer
	Solved     time.Time // when it had been solved
	Successors []ID      // what took the place of its promises, copies and others
	Copies     []ID      // those of them that were made for it
	Carried    []ID      // what it owed, and the staying one owes now
}

// CanUnmerge reports whether a merging can still be undone: nothing that took a promise's place has ended, and the ticket
// that stays is open (rule 15). B is that ticket's book.
func (b *Book) CanUnmerge(m Merger) bool {
	if b.Status == Closed {
		return false
	}
	for _, id := range m.Successors {
		if p := b.Get(id); p == nil || p.State.Terminal() {
			return false
		}
	}
	return true
}

// Unmerge takes the ticket out of the one that it was merged into (rule 15): it has its status back, the other keeps its own, and
// both get new promises with their old due times, at least the recovery time from now. Unanswered is since when the other
// one is unanswered without the messages that go back. The caller has asked CanUnmerge after both books have passed. It
// returns which of the copies gave way to what.
func (b *Book) Unmerge(into *Book, m Merger, unanswered time.Time) []Went {
	into.carry(b, func(p *Promise) bool { return slices.Contains(m.Carried, p.ID) })
	cut(b, m, into)
	gone := b.endedAt(m.Was.ShutAt, m.Was.Status)
	b.Finished, b.ClosedAt = m.Was.Finished, time.Time{}
	b.Unanswered, b.Ended, b.EndedAs = m.Was.Unanswered, m.Was.Ended, m.Was.EndedAs
	b.become(WasUnmerged, m.Was.Status)
	b.WaitingSince, b.SolvedAt = m.Waiting, m.Solved
	var went []Went
	for _, p := range gone {
		if p.Kind == Update && p.State == Lapsed && (b.replyPending() || !b.Unanswered.IsZero()) {
			continue
		}
		if p.Kind == FollowUp && !p.Left.IsZero() { // its mail was on its way, and has left: it is not written twice
			continue
		}
		made := b.anew(p)
		if c := into.Get(p.Successor); c != nil && slices.Contains(m.Copies, c.ID) {
			if p.Kind.IsAgreed() { // whoever has it by now keeps it; what the other ticket's team has is this one's
				made.Owner, made.StandsFor = c.Whose(), 0
				if made.Due.Equal(c.Due) {
					made.Reminded = c.Reminded
				}
				if c.Whose() == (Owner{Team: into.Team}) {
					made.Owner = Owner{Team: b.Team}
				}
				b.stayLent(made, c)
				if into.handedUpAhead([]*Promise{c})[c.ID] { // nobody in person has it, there or here
					b.handUpAhead(made)
				}
			}
			into.end(c, Superseded)
			c.Recovers = 0
			into.note(WasMerged, c, made)
			went = append(went, Went{From: c, To: made, Copied: true})
		}
	}
	if last := b.last(FollowUp, b.WaitingSince); b.Status == Awaiting && last != nil && last.State == Lapsed && !last.Left.IsZero() && last.Step == len(b.Terms.FollowUpDays) {
		b.solveBySilence() // the third message has reached them meanwhile
	}
	b.pauseOrResume()
	for _, p := range b.Owed() {
		b.planApology(p)
	}
	b.settle()
	into.goOn(m, unanswered)
	return went
}

// cut takes the two tickets' recoveries apart, where one was made good with the other.
func cut(b *Book, m Merger, into *Book) {
	for _, p := range into.Promises {
		if slices.Contains(m.Carried, p.Recovers) {
			p.Recovers = 0
		}
	}
	for _, p := range b.Promises {
		if p.Recovers != 0 && b.Get(p.Recovers) == nil {
			p.Recovers = 0
		}
	}
}

// endedAt are the promises of a merged ticket whose place another's took, or whose reason went with the merging. What had lost its
// reason before, at that very instant, does not fit how the ticket stood when it was merged.
func (b *Book) endedAt(at time.Time, stood Status) []*Promise {
	var found []*Promise
	for _, p := range b.Promises {
		elsewhere := p.State == Superseded && b.Get(p.Successor) == nil
		reasonless := p.State == Lapsed && fits(p.Kind, stood)
		if p.Ended.Equal(at) && (elsewhere || reasonless) {
			found = append(found, p)
		}
	}
	return slices.DeleteFunc(slices.Clone(found), func(p *Promise) bool {
		return p.State == Lapsed && slices.ContainsFunc(found, func(o *Promise) bool { return o.Kind == p.Kind && o.ID > p.ID })
	})
}

// fits reports whether a promise of a kind that ends by itself can run on a ticket of a status.
func fits(k Kind, s Status) bool {
	switch k {
	case FollowUp:
		return s == Awaiting
	case Confirmation:
		return s == Solved
	case Update:
		return s != Awaiting && s != Solved
	default:
		return false
	}
}

// anew makes p again at its old time, at least the recovery time from now. A time that the customer knew is still known;
// another one is not told by itself, unless what it recovers was.
func (b *Book) anew(p *Promise) *Promise {
	due := b.dueAnew(p)
	anew := Promise{
		Kind: p.Kind, Words: p.Words, Owner: b.ownerOf(p), MadeBy: p.MadeBy, Due: due, Started: p.Started, Target: p.Target, Used: p.Used,
		Step: p.Step, Recovers: p.Recovers,
	}.asAgreed(p)
	if p.Kind == CheckBack {
		anew.WarnAt = p.WarnAt
	}
	if owed := b.Get(p.Recovers); owed == nil || !owed.Owed() {
		anew.Recovers = 0
	}
	switch {
	case due.Equal(p.Due):
		anew.Told, anew.RemindAt, anew.Reminded = p.Told, p.RemindAt, p.Reminded
	case anew.Recovers != 0 && p.WasTold():
		anew.Told = b.Now
	}
	if p.Kind == Confirmation && !p.Left.IsZero() { // the question has reached them
		anew.Left = b.Now
	}
	made := b.add(anew)
	b.note(WasMade, made, nil)
	return made
}

// goOn lets the ticket that stays go on without what was merged into it.
func (b *Book) goOn(m Merger, unanswered time.Time) {
	b.Unanswered = unanswered
	if unanswered.IsZero() {
		b.Ended, b.EndedAs = "", ""
	}
	for _, p := range slices.Clone(b.Promises) {
		if p.Ended.Equal(m.Was.ShutAt) && p.State == Superseded && slices.Contains(m.Copies, p.Successor) {
			b.anew(p)
		}
	}
	if !b.Unanswered.IsZero() && !b.replyPending() && b.Terms.NextReply > 0 { // written since, and promised by what has gone
		due := latest(b.Terms.Hours().Add(b.Unanswered, b.Terms.NextReply), b.Terms.recoveryDue(b.Now, false))
		b.note(WasMade, b.add(Promise{Kind: NextReply, Due: due, Started: b.Unanswered, Target: b.Terms.NextReply}), nil)
	}
	b.pauseOrResume()
	b.settle()
}
