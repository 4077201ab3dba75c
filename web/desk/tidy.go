package desk

import (
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// happening is an event as the conversation tells it.
type happening struct {
	event.Event
	known   bool            // what was made is known to the customer from the same moment on
	apology *ticket.Apology // whose end it is
}

// tidy leaves out of a ticket's history what another line of the same moment says already, so that the conversation
// stays readable: nothing is lost, for the history itself keeps it all.
func tidy(w ticket.Whole) []happening {
	h := history{w: w, at: map[time.Time][]event.Event{}, mailed: map[int64]bool{}}
	for _, e := range w.Events {
		h.at[e.At.UTC()] = append(h.at[e.At.UTC()], e)
		switch e.Kind {
		case event.PromiseKept, event.PromiseMovedByRule, event.PromiseWithdrawn:
			if e.PromiseID != nil {
				h.mailed[*e.PromiseID] = true
			}
		}
	}
	var all []happening
	for _, e := range w.Events {
		if !h.isNoise(e) {
			all = append(all, happening{Event: e, known: e.Kind == event.PromiseMade && h.toldAtOnce(e)})
		}
	}
	return all
}

// history is a ticket's events, as tidy looks at them.
type history struct {
	w      ticket.Whole
	at     map[time.Time][]event.Event
	mailed map[int64]bool // follow-ups of which it is known what became
}

func (h history) isNoise(e event.Event) bool {
	switch e.Kind {
	case event.PromiseTold:
		return h.saysItsTime(e)
	case event.PromiseMovedByRule: // the rules were looked at, and the time is as it was: a page tells no seconds
		return e.WasAt != nil && e.BecameAt != nil && e.WasAt.Truncate(time.Minute).Equal(e.BecameAt.Truncate(time.Minute))
	case event.PromisePosted:
		return e.PromiseID != nil && h.mailed[*e.PromiseID]
	case event.PromiseLapsed:
		return h.isFollowUp(e) || h.together(e, event.AwaitsCustomer, event.TicketHeld, event.TicketSolved, event.CustomerConfirmed, event.TicketClosed, event.NoReplyNeeded)
	case event.PromiseWithdrawn, event.PromiseReleased:
		return h.together(e, event.CalledSpam)
	case event.TicketOpened:
		return h.together(e, event.CustomerWrote, event.CustomerSaidNotYet)
	case event.HandedUp, event.HandUpClosed: // of several promises, once
		for _, other := range h.at[e.At.UTC()] {
			if other.Kind == e.Kind && other.Became == e.Became {
				return other.Number < e.Number
			}
		}
	}
	return false
}

// together reports whether one of the kinds happened in the same moment.
func (h history) together(e event.Event, kinds ...event.Kind) bool {
	for _, other := range h.at[e.At.UTC()] {
		for _, kind := range kinds {
			if other.Kind == kind {
				return true
			}
		}
	}
	return false
}

// toldAtOnce reports whether the customer knows of a promise since it was made.
func (h history) toldAtOnce(made event.Event) bool {
	for _, other := range h.at[made.At.UTC()] {
		if other.Kind == event.PromiseTold && other.PromiseID != nil && made.PromiseID != nil && *other.PromiseID == *made.PromiseID {
			return true
		}
	}
	return false
}

// saysItsTime reports whether another line of the same moment names the time that the customer was told.
func (h history) saysItsTime(told event.Event) bool {
	for _, other := range h.at[told.At.UTC()] {
		if other.PromiseID == nil || told.PromiseID == nil {
			continue
		}
		switch other.Kind {
		case event.PromiseMade, event.PromiseResumed:
			if *other.PromiseID == *told.PromiseID {
				return true
			}
		case event.PromiseMoved, event.PromiseMovedByRule:
			if old := h.w.Promise(promise.ID(*other.PromiseID)); old != nil && old.Successor == promise.ID(*told.PromiseID) {
				return true
			}
		}
	}
	return false
}

func (h history) isFollowUp(e event.Event) bool {
	if e.PromiseID == nil {
		return false
	}
	p := h.w.Promise(promise.ID(*e.PromiseID))
	return p != nil && p.Kind == promise.FollowUp
}
