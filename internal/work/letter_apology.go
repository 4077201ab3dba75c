package work

import (
	"slices"
	"time"

	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/mail"
)

// followUp are the facts of a letter to a silent customer: which of the three it is, what an agent wrote for it, and what
// we wait for. The third asks the confirmation's question, so it says until when.
func (l *letter) followUp(facts *view.Letter) {
	facts.Vow = view.Vow{}
	if l.promise == nil {
		return
	}
	const last = 3
	facts.Step, facts.Body = l.promise.Step, l.promise.Words
	if l.ticket.Status != promise.OnHold { // for whom we wait then is the staff's own
		facts.WaitsFor = l.ticket.WaitingFor
	}
	if facts.Step == last {
		facts.Vow = view.Vow{Kind: promise.Confirmation, Due: l.closes()}
	}
}

// closes is when the ticket closes by silence: at its confirmation, which is counted from now where there is none yet.
func (l *letter) closes() time.Time {
	for _, p := range l.ticket.Book().Pending() {
		if p.Kind == promise.Confirmation {
			return p.Due
		}
	}
	return l.ticket.Terms.Calendar.AddDays(l.now, l.ticket.Terms.ConfirmationDays)
}

// apology are the facts of a letter that says sorry: every time that it names, with what has become of it as it stands
// now, the new time that is due first, and who has it.
func (l *letter) apology(facts *view.Letter, id *int64) {
	facts.Vow = view.Vow{}
	names := named(l.ticket, id, facts)
	owner := promise.Owner{}
	if l.ticket.AssigneeID != nil {
		owner.Person = int64(*l.ticket.AssigneeID)
	}
	for _, p := range names {
		name := view.Vow{Kind: p.Kind, Words: p.Words, Opens: p.Opens, Due: p.Due, Came: p.Delivered}
		if r := recovery(l.ticket, p.ID); r != nil && p.Owed() {
			next := l.vow(r)
			name.Next = &next
			if facts.Vow.Due.IsZero() || next.Due.Before(facts.Vow.Due) {
				facts.Vow, owner = next, r.Owner
			}
		}
		facts.Names = append(facts.Names, name)
	}
	facts.Guard = l.ticket.Named(owner.Person)
}

// named are the promises that an apology names, the oldest time first; its own words become the letter's.
func named(w ticket.Whole, id *int64, facts *view.Letter) []*promise.Promise {
	var names []*promise.Promise
	for _, a := range w.Apologies {
		if id == nil || a.ID != *id {
			continue
		}
		facts.Body = a.Words
		for _, number := range a.Promises {
			if p := w.Promise(number); p != nil {
				names = append(names, p)
			}
		}
	}
	slices.SortStableFunc(names, func(a, b *promise.Promise) int { return a.Due.Compare(b.Due) })
	return names
}

// recovery is the pending promise that makes good a broken one, through any number of broken ones; nil if none is.
func recovery(w ticket.Whole, broken promise.ID) *promise.Promise {
	for _, p := range w.Book().Pending() {
		for next := p; next != nil && next.Recovers != 0; next = w.Promise(next.Recovers) {
			if next.Recovers == broken {
				return p
			}
		}
	}
	return nil
}
