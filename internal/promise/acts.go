package promise

import "time"

// Begin makes the promises of a new ticket that a customer asked.
func (b *Book) Begin() {
	b.Status, b.Cycle, b.Unanswered = New, 1, b.Now
	b.target(FirstReply, b.Now)
	b.target(Resolution, b.Now)
	b.settle()
}

// BeginCalled makes the promises of a new ticket that the staff files for a caller: the call was the first answer (rule 13),
// and what it agreed stands, else the targets' news and solution.
func (b *Book) BeginCalled(offers ...Offer) []*Promise {
	b.Status, b.Cycle = Open, 1
	b.target(Resolution, b.Now)
	var made []*Promise
	for _, o := range offers {
		made = append(made, b.offer(o))
	}
	b.settle()
	return made
}

// CustomerWrote takes a human customer's message, or their "not yet". What was solved opens again,
// what was closed in a new cycle (rule 12); the caller has decided that it is the same ticket.
func (b *Book) CustomerWrote() {
	b.Pass()
	if b.Unanswered.IsZero() {
		b.Unanswered = b.Now
		if b.Status != New && b.Status != Open {
			b.Ended, b.EndedAs = b.Status, b.Finished
		}
	}
	b.reopen()
	b.settle()
}

// Reopen opens by an agent's own decision what was solved or closed, or what waited: without a reply promise.
func (b *Book) Reopen() {
	b.Pass()
	b.reopen()
	b.settle()
}

// reopen makes the next move the desk's.
func (b *Book) reopen() {
	switch b.Status {
	case Solved, Closed:
		b.open()
	case Awaiting, OnHold:
		b.become(WasOpened, Open)
	case New, Open:
	}
}

// open makes a solved or closed ticket open again, with the time of the resolution that was left and
// at least the recovery time. After a closing it is a new cycle.
func (b *Book) open() {
	left := b.Terms.Recovery
	var used, target time.Duration
	last := b.lastResolution()
	if last != nil {
		used, target = last.Used+b.Terms.Hours().Between(last.Started, last.Ended), last.Target
		if last.State == Kept || last.State == Lapsed { // it lapses when silence solves
			left = max(left, b.Terms.Hours().Between(last.Ended, last.Due))
		}
	}
	for _, p := range b.Pending() {
		if p.Kind == Confirmation {
			b.lapse(p)
		}
	}
	if b.Status == Closed {
		b.Cycle++
	}
	b.Finished, b.ClosedAt = "", time.Time{}
	b.become(WasReopened, Open)
	// A resolution that is owed still runs as its recovery; a policy may have no resolution at all.
	running := b.pending(func(p *Promise) bool { return p.Kind == Resolution })
	if running != nil || b.Terms.Resolution == 0 {
		return
	}
	if last == nil {
		target = b.Terms.Resolution
	}
	due := b.Terms.Hours().Add(b.Now, left)
	b.note(WasMade, b.add(Promise{Kind: Resolution, Due: due, Target: target, Used: used}), nil)
}

// lastResolution is the resolution that ended last: what it had left is what a reopened ticket gets. One that was taken back, since the
// message that it came by needed no reply, counts only where there is no other.
func (b *Book) lastResolution() *Promise {
	var last *Promise
	for _, p := range b.Promises {
		if p.Kind != Resolution || !p.State.Terminal() {
			continue
		}
		isTakenBack := p.State == Withdrawn
		switch {
		case last == nil, last.State == Withdrawn && !isTakenBack, !p.Ended.Before(last.Ended) && isTakenBack == (last.State == Withdrawn):
			last = p
		}
	}
	return last
}

// Answer is a public message of a person on the staff, with what it says about promises.
type Answer struct {
	Keeps     []ID   // the commitments that it keeps
	Withdraws []ID   // the commitments that it takes back
	Reason    string // why it takes them back
	Then      Status // the status that it brings, empty: none; dropped if something is still unanswered
	Promise   *Offer // the commitment that it makes
	Look      *Look  // the check-back that it makes

	Still time.Time // the oldest customer's message that it does not answer, since it was written after; zero: none
}

// Look is a check-back to be made.
type Look struct {
	Up, Due time.Time
	Owner   Owner
	By      int64
}

// Offer is an agreed promise to be made; a commitment with empty words promises an update.
type Offer struct {
	Kind  Kind // empty: a commitment
	Words string
	Opens time.Time // of an appointment
	Due   time.Time
	Place string // of a visit
	Bring string
	Owner Owner
	By    int64
}

// Answer takes a public message: it keeps every pending reply and update promise, delivers owed ones
// (rule 13), and does what else it says. On a closed ticket it opens a new cycle. It returns the
// commitment that was made, if any.
func (b *Book) Answer(a Answer) *Promise {
	b.Pass()
	b.public = true
	goesOn := b.afterAnswer(a.Still)
	b.staffWrote(a.Keeps)
	goesOn()
	for _, id := range a.Withdraws {
		if p := b.overdue(id); p != nil {
			b.withdraw(p, a.Reason)
		}
	}
	if a.Then != "" && (a.Still.IsZero() || a.Then == OnHold) {
		b.turn(a.Then)
	}
	b.public = false
	var made *Promise
	if a.Promise != nil {
		made = b.offer(*a.Promise)
	}
	if a.Look != nil {
		b.lookAt(a.Look.Up, a.Look.Due, a.Look.Owner, a.Look.By)
	}
	b.Unanswered = a.Still
	b.settle()
	return made
}

// afterAnswer remembers what an answer or a call does not answer: a message that was written after it began still says which status it
// had ended. What it returns puts that back.
func (b *Book) afterAnswer(still time.Time) func() {
	ended, as, is := b.Ended, b.EndedAs, !still.IsZero() && still.Equal(b.Unanswered)
	return func() {
		if is {
			b.Unanswered, b.Ended, b.EndedAs = still, ended, as
		}
	}
}

// breakLate breaks what only a call that runs kept from breaking: an act after its due time delivers it, and does not keep it (rule 5).
func (b *Book) breakLate(is func(*Promise) bool) {
	for _, p := range b.Pending() {
		if p.waitsForCalls() && p.Due.Before(b.Act()) && is(p) {
			b.breakPromise(p)
		}
	}
}

func (b *Book) staffWrote(keeps []ID) {
	if b.Status == Closed {
		b.open()
	}
	b.breakLate(func(p *Promise) bool { return p.Kind.IsReply() || p.Kind == Update })
	for _, p := range b.Pending() {
		if p.Kind.IsReply() || p.Kind == Update {
			b.keep(p)
		}
	}
	for _, p := range b.Owed() {
		if p.Kind.IsReply() || p.Kind == Update {
			b.deliver([]*Promise{p})
		}
	}
	for _, id := range keeps {
		if p := b.Standing(id); p != nil && p.Kind == Commitment { // a call is kept by calling, a visit by coming
			b.keep(p)
		}
	}
	b.Unanswered, b.Ended, b.EndedAs = time.Time{}, "", ""
	if b.Status == New {
		b.Status = Open
	}
}

// Standing is the pending agreed promise behind a number: itself, or the one that now recovers it.
// A page that was opened before a break names the old one. Nil if none stands.
func (b *Book) Standing(id ID) *Promise {
	p := b.Get(id)
	switch {
	case p == nil || !p.Kind.IsAgreed():
		return nil
	case p.State == Pending:
		return p
	case p.Owed():
		return b.recovery(p)
	default:
		return nil
	}
}

// Promise makes a commitment without a message. The customer is told in the same change. On a closed
// ticket it opens a new cycle (rule 12).
func (b *Book) Promise(o Offer) *Promise {
	b.Pass()
	if b.Status == Closed {
		b.open()
	}
	made := b.offer(o)
	b.settle()
	return made
}

// offer makes the commitment. A reply may have waited past its time: it is due now then, and breaks if nobody acts.
func (b *Book) offer(o Offer) *Promise {
	p := b.add(o.promise(b.Now))
	b.note(WasMade, p, nil)
	return p
}

// Move gives a standing commitment a new time, which the customer is told in the same change. After its
// due time it is broken, and moving moves its recovery (rule 7). It returns the successor.
func (b *Book) Move(id ID, due time.Time) *Promise { return b.MoveTo(id, Offer{Due: due}) }

// Withdraw ends a standing commitment by an agent's decision. Withdrawing a recovery releases what it
// recovers: the customer was given words for it.
func (b *Book) Withdraw(id ID, reason string) *Promise {
	b.Pass()
	p := b.overdue(id)
	if p == nil {
		return nil
	}
	b.withdraw(p, reason)
	b.settle()
	return p
}

func (b *Book) withdraw(p *Promise, reason string) {
	b.end(p, Withdrawn)
	p.EndReason = reason
	b.note(WasWithdrawn, p, nil)
	b.release(b.chain(p))
}

// Solve ends the work without a message: the resolution is kept, updates lapse, and the customer is asked
// (rule 12). The caller has seen to it that no message is unanswered.
func (b *Book) Solve() {
	b.Pass()
	b.solve()
	b.settle()
}

func (b *Book) solve() {
	if b.Status == Solved || b.Status == Closed {
		return
	}
	b.keepResolution()
	b.rest()
	b.become(WasSolved, Solved)
}

// rest lets lapse what has no reason on a solved ticket (rule 12).
func (b *Book) rest() {
	for _, p := range b.Pending() {
		if p.Kind == Update && p.Recovers == 0 || p.Kind == CheckBack {
			b.lapse(p)
		}
	}
}

// keepResolution keeps it also where it rests: what is paused is never late.
func (b *Book) keepResolution() {
	for _, p := range b.Promises {
		if p.Kind == Resolution && !p.State.Terminal() {
			b.keep(p)
		}
	}
}

// Confirm takes the customer's "Yes, it works" or "That's all, thanks": it solves and confirms at once
// in any status but closed, where it changes nothing (rule 12).
func (b *Book) Confirm() {
	b.Pass()
	if b.Status == Closed {
		return
	}
	b.keepResolution()
	for _, p := range b.Pending() {
		switch {
		case p.Kind == Confirmation:
			b.keep(p)
		case p.Kind.IsReply() || p.Kind == Update || p.Kind == FollowUp || p.Kind == CheckBack:
			b.lapse(p)
		}
	}
	for _, p := range b.Owed() {
		if !p.Kind.IsAgreed() {
			b.release([]*Promise{p})
		}
	}
	if b.Status != Solved {
		b.become(WasSolved, Solved)
	}
	b.Unanswered, b.Ended, b.EndedAs, b.Finished = time.Time{}, "", "", Confirmed
	b.settle()
}

// OwnerLeft gives to the team what somebody owned who does not work here any more. What they had agreed is handed up too.
func (b *Book) OwnerLeft(person int64) { b.left(Owner{Person: person}) }

// TeamLeft gives to the ticket's team what another team owned that does not see the ticket any more.
func (b *Book) TeamLeft(team int64) { b.left(Owner{Team: team}) }

func (b *Book) left(was Owner) {
	b.Pass()
	team := Owner{Team: b.Team}
	if b.Owner == was {
		b.Owner = team
	}
	for _, p := range b.Promises {
		lent := was.Person != 0 && p.StandsFor == was.Person
		if p.State.Terminal() || p.Owner != was && !lent {
			continue
		}
		if lent {
			p.StandsFor = 0
		}
		p.Owner = team
		b.note(WasHandedOver, p, nil)
		if p.Kind.IsAgreed() {
			b.handUpAhead(p)
		}
	}
	b.settle()
}

// HandOver gives the ticket to another owner: its target and worker-kept promises go along, and of the
// agreed ones those that are named (rule 14).
func (b *Book) HandOver(to Owner, along []ID) {
	b.Pass()
	b.Owner = to
	for _, p := range b.Promises {
		if p.State.Terminal() {
			continue
		}
		named := false
		for _, id := range along {
			named = named || b.Standing(id) == p
		}
		if !p.Kind.IsAgreed() || named {
			b.give(p, to)
		}
	}
	b.settle()
}
