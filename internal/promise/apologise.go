package promise

import (
	"time"

	"github.com/kepthq/kept/internal/calendar"
)

// ApologyMode says what a policy does when a promise broke that the customer knew of.
type ApologyMode string

// The modes.
const (
	ApologiesAutomatic ApologyMode = "automatic"
	ApologiesDrafted   ApologyMode = "drafted" // a person sends them
	ApologiesOff       ApologyMode = "off"
)

// ApologyState is where an apology stands.
type ApologyState string

// The states of an apology.
const (
	ApologyWaiting ApologyState = "waiting" // until its time
	ApologyDrafted ApologyState = "drafted" // for a person to send
	ApologyHeld    ApologyState = "held"    // by the brake, for a supervisor to release
	ApologySent    ApologyState = "sent"
	ApologyDropped ApologyState = "dropped" // nothing was left to name, or a person decided so
)

// Apology is what the customer is told for everything that is owed at once (rule 7).
type Apology struct {
	ID    int64 // 0: not stored yet
	State ApologyState
	Leave time.Time
	Made  time.Time
	Ended time.Time
	Day   calendar.Date // sent only: the local date on which it left
	By    int64         // the person who sent, dropped or set it aside; 0: a rule
	Words string        // a person's own sentence, or why it was set aside
}

// owesWords reports whether the customer must still hear that we are sorry for p.
func (b *Book) owesWords(p *Promise) bool {
	return p.State == Broken && p.WasTold() && !p.Kind.IsInternal() && p.Apologised.IsZero() && p.Apology == 0 && b.Terms.Apologies != ApologiesOff
}

// ToName are the times that an apology which leaves now would name: told, owed, and not apologised for.
func (b *Book) ToName() []*Promise {
	return b.all(func(p *Promise) bool { return p.Owed() && b.owesWords(p) })
}

// Unsaid are all told times that were broken and that the customer has had no word about, delivered late or owed.
func (b *Book) Unsaid() []*Promise {
	return b.all(func(p *Promise) bool {
		return p.State == Broken && p.WasTold() && !p.Kind.IsInternal() && p.Apologised.IsZero() && p.Apology == 0 && p.Released.IsZero()
	})
}

// Apology is the one that has not left, nil if there is none.
func (b *Book) Apology() *Apology {
	for _, a := range b.Apologies {
		if a.Ended.IsZero() {
			return a
		}
	}
	return nil
}

// anApology is the one that has not left, or a new one.
func (b *Book) anApology(leave time.Time) *Apology {
	a := b.Apology()
	if a == nil {
		a = &Apology{State: ApologyWaiting, Leave: leave, Made: b.Now}
		b.Apologies = append(b.Apologies, a)
	}
	return a
}

// planApology plans an apology for what broke. One names everything; at most one leaves a day.
func (b *Book) planApology(p *Promise) {
	if !b.owesWords(p) {
		return
	}
	if a := b.Apology(); a != nil {
		if a.State == ApologyWaiting && p.Kind == Visit {
			b.draft(a, p)
		}
		return
	}
	leave := latest(p.Due.Add(b.Terms.ApologyAfter), b.Now)
	if b.apologisedOn(leave) {
		return
	}
	made := b.anApology(leave)
	if b.Terms.Apologies == ApologiesDrafted || b.namesAVisit() {
		b.draft(made, p)
	}
}

func (b *Book) draft(a *Apology, p *Promise) {
	a.State = ApologyDrafted
	b.note(WasApologyDrafted, p, nil)
}

// namesAVisit reports whether an apology that leaves now would name a visit. Such a one is a person's to send: somebody
// waited at home.
func (b *Book) namesAVisit() bool {
	for _, p := range b.ToName() {
		if p.Kind == Visit {
			return true
		}
	}
	return false
}

// ApologyDue reports whether an apology is to leave now, so that the caller can look at the brake.
func (b *Book) ApologyDue() bool {
	a := b.Apology()
	return a != nil && a.State == ApologyWaiting && !a.Leave.After(b.Act()) && len(b.ToName()) > 0
}

// PassApology lets an apology leave whose time has come, or holds it.
func (b *Book) PassApology() {
	switch {
	case !b.ApologyDue():
	case b.Braked:
		b.Apology().State = ApologyHeld
		b.note(WasApologyHeld, nil, nil)
	default:
		b.leave(b.Apology(), b.ToName())
	}
}

// settleApology drops an apology with nothing left to name.
func (b *Book) settleApology() {
	if a := b.Apology(); a != nil && len(b.ToName()) == 0 {
		b.dropApology(a)
	}
}

func (b *Book) dropApology(a *Apology) {
	a.State, a.Ended = ApologyDropped, b.Now
	b.note(WasApologyDropped, nil, nil)
}

// leave sends the apology for what it names. A second one of the same day waits on the supervisors' list instead.
func (b *Book) leave(a *Apology, names []*Promise) bool {
	if len(names) == 0 || b.ApologisedToday() {
		b.dropApology(a)
		return false
	}
	a.State, a.Ended, a.Day = ApologySent, b.Now, b.localDate(b.Now)
	b.Apologised = a.Day
	for _, p := range names {
		p.Apologised, p.Apology = b.Now, a.number()
	}
	b.note(WasApologised, nil, nil)
	return true
}

// ThisApology stands for the number of an apology that is not stored yet; a change makes one at most.
const ThisApology = -1

func (a *Apology) number() int64 {
	if a.ID == 0 {
		return ThisApology
	}
	return a.ID
}

// ApologisedToday reports whether an apology has left today: another may not.
func (b *Book) ApologisedToday() bool { return b.apologisedOn(b.Now) }

// apologisedOn reports whether one has left on the local date of an instant, or on a later one: under other rules the same instant may be
// another date.
func (b *Book) apologisedOn(at time.Time) bool {
	return b.Apologised != calendar.Date{} && !b.localDate(at).After(b.Apologised)
}

// Apologise sends the apology by a person's decision, for everything that the customer has had no word about.
// It reports whether there was anything to say.
func (b *Book) Apologise(words string, by int64) bool {
	names := b.Unsaid()
	if len(names) == 0 || b.ApologisedToday() {
		return false
	}
	a := b.anApology(b.Now)
	a.Words, a.By = words, by
	return b.leave(a, names)
}

// Release lets a held apology leave, with the times as they stand now (rule 7).
func (b *Book) Release(words string, by int64) bool {
	a := b.Apology()
	if a == nil || a.State != ApologyHeld {
		return false
	}
	a.Words, a.By = words, by
	return b.leave(a, b.ToName())
}

// SetAside decides that the customer needs no apology for what broke, with the reason. It reports whether anything
// was waiting for one.
func (b *Book) SetAside(reason string, by int64) bool {
	names := b.Unsaid()
	if len(names) == 0 {
		return false
	}
	a := b.anApology(b.Now)
	a.Words, a.By = reason, by
	for _, p := range names {
		p.Apology = a.number()
	}
	b.dropApology(a)
	return true
}

// DropHeld drops an apology that the brake holds, by a person's decision.
func (b *Book) DropHeld(by int64) bool {
	a := b.Apology()
	if a == nil || a.State != ApologyHeld {
		return false
	}
	a.By = by
	b.dropApology(a)
	return true
}
