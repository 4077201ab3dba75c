package ticket

import (
	"slices"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
)

// What a customer may know of a ticket stands in this file: all else is taken out where it is read, so that no page and no
// mail can tell it.

// forCustomer keeps what a customer may be told of: their events, and no promise that is a word among ourselves. How often
// the ticket went from hand to hand, how much has happened to it and whose it was are the staff's own.
func (w *Whole) forCustomer() {
	if w.Status == promise.OnHold {
		w.WaitingFor = "" // for whom we wait is the staff's own
	}
	if len(w.About.Names) == 0 {
		w.TopicID = nil
	}
	w.TeamName, w.HandOvers, w.LastEvent, w.EndedStatus, w.EndedAs = "", 0, 0, nil, nil
	known := w.promisesForCustomer()
	told := w.Events[:0:0]
	shut := map[time.Time]bool{} // when it was called spam: what that took back nobody is told
	for _, e := range w.Events {
		shut[e.At.UTC()] = shut[e.At.UTC()] || e.Kind == event.CalledSpam
	}
	for _, e := range w.Events {
		if e.Kind == event.PromiseWithdrawn && shut[e.At.UTC()] {
			continue
		}
		var p *promise.Promise
		if e.PromiseID != nil {
			p = known[promise.ID(*e.PromiseID)]
		}
		if e.PromiseID == nil && isPublic(e.Kind) || p != nil && isPublicOf(e.Kind, p) {
			told = append(told, forCustomer(e, p, len(told)+1))
		}
	}
	w.Events = told
	for i := range w.Apologies {
		w.Apologies[i].ByID = nil
	}
	for i := range w.Outlines {
		w.Outlines[i].ByID, w.Outlines[i].ByName = 0, "" // it is the desk's word, whoever typed it
	}
	w.peopleForCustomer()
}

// promisesForCustomer keeps the promises to the customer, and returns them by their numbers.
func (w *Whole) promisesForCustomer() map[promise.ID]*promise.Promise {
	kept := w.Promises[:0:0]
	known := map[promise.ID]*promise.Promise{}
	for _, p := range w.Promises {
		if p.Kind.IsInternal() {
			continue
		}
		if !p.Kind.IsAgreed() || !p.WasTold() {
			p.EndReason = "" // why a message needed no reply, or what they never knew of was taken back, is the staff's own
		}
		p.Bring = "" // what is brought along, the staff reminds itself of
		kept, known[p.ID] = append(kept, p), p
	}
	w.Promises = kept
	return known
}

// forCustomer is an event with what a customer may know of it, numbered anew: gaps would tell how much they are not told.
// That somebody did it in person they may know, and not who.
func forCustomer(e event.Event, of *promise.Promise, number int) event.Event {
	told := event.Event{Number: number, At: e.At, Kind: e.Kind, MessageID: e.MessageID, PromiseID: e.PromiseID, WasAt: e.WasAt, BecameAt: e.BecameAt}
	if e.ActorID != nil {
		somebody := people.ID(0)
		told.ActorID = &somebody
	}
	if of != nil && of.WasTold() && (e.Kind == event.PromiseMoved || e.Kind == event.PromiseWithdrawn) || e.Kind == event.TicketClosed && isToldReason(e.Became) {
		told.Became = e.Became // the reason, in words to them, or one of the law's own
	}
	if e.Kind == event.CallLogged {
		told.Became = e.Became
		if e.Became != string(promise.Reached) { // what the staff notes of a call that reached nobody is its own
			told.MessageID = nil
		}
	}
	return told
}

// isToldReason reports whether a customer is told why their ticket closed: any other reason is the staff's own.
func isToldReason(r string) bool {
	return r == string(promise.Silent) || r == string(promise.Confirmed)
}

// peopleForCustomer keeps the customer, and of the staff by name who has the ticket or a promise.
func (w *Whole) peopleForCustomer() {
	var kept []people.Person
	for _, p := range w.People {
		has := w.AssigneeID != nil && *w.AssigneeID == p.ID || slices.ContainsFunc(w.Promises, func(o *promise.Promise) bool {
			return o.Owner.Person == int64(p.ID)
		})
		switch {
		case p.ID == w.RequesterID:
			kept = append(kept, p)
		case has:
			kept = append(kept, people.Person{ID: p.ID, Role: p.Role, Name: p.Name, Locale: p.Locale})
		}
	}
	w.People = kept
	w.Assignee = nil
	for i := range w.People {
		if w.AssigneeID != nil && w.People[i].ID == *w.AssigneeID {
			w.Assignee = &w.People[i]
		}
	}
}

// isPublic reports whether a customer is told of an event of the ticket.
func isPublic(k event.Kind) bool {
	switch k {
	case event.TicketAsked, event.CustomerConfirmed, event.TicketSolved, event.TicketReopened, event.TicketClosed, event.Apologised,
		event.AwaitsCustomer, event.TicketOpened, event.CallLogged, event.UnderstandingRight:
		return true
	default:
		return false
	}
}

// isPublicOf reports whether a customer is told of what happened to one of their promises. What the worker keeps is only
// told when it was kept; what a rule did about its mail is ours. One whose mail never arrived is not called kept.
func isPublicOf(k event.Kind, p *promise.Promise) bool {
	switch k {
	case event.PromiseKept:
		return p.Failed.IsZero()
	case event.PromiseMade, event.PromiseBroken, event.PromiseMoved, event.PromiseMovedByRule, event.PromiseDelivered:
		return !p.Kind.IsWorkerKept()
	case event.PromiseWithdrawn, event.VisitDelayed:
		return p.Kind.IsAgreed()
	default:
		return false
	}
}
