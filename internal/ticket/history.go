package ticket

import (
	"strconv"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
)

// writeHistory makes events of the log, and numbers them.
func (c *change) writeHistory() {
	for _, e := range c.log {
		ev := e.event
		if e.change != nil {
			ev = eventOf(*e.change)
		}
		if ev.Kind == "" {
			continue // another event says it
		}
		ev.At, ev.ActorID = e.at, e.actor
		c.ticket.LastEvent++
		ev.Number = c.ticket.LastEvent
		c.events = append(c.events, ev)
	}
}

func eventOf(change promise.Change) event.Event {
	switch change.What {
	case promise.WasSolved:
		return event.Event{Kind: event.TicketSolved}
	case promise.WasReopened:
		return event.Event{Kind: event.TicketReopened, Was: string(change.Status)}
	case promise.WasClosed:
		return event.Event{Kind: event.TicketClosed, Became: string(change.Reason)}
	case promise.WasOpened:
		return event.Event{Kind: event.TicketOpened, Was: string(change.Status)}
	case promise.WasAwaiting, promise.WasHeld, promise.WasSetBack, promise.WasUnshut, promise.WasUnmerged: // the verb says it, with its words
		return event.Event{}
	case promise.WasHandedUp:
		return event.Event{Kind: event.HandedUp, PromiseID: orNil(int64(change.Promise.ID)), Became: strconv.Itoa(change.Level)}
	case promise.WasHandUpClosed:
		return event.Event{Kind: event.HandUpClosed, PromiseID: orNil(int64(change.Promise.ID))}
	case promise.WasApologised:
		return event.Event{Kind: event.Apologised}
	case promise.WasApologyDrafted:
		return event.Event{Kind: event.ApologyDrafted}
	case promise.WasApologyHeld:
		return event.Event{Kind: event.ApologyHeld}
	case promise.WasApologyDropped:
		return event.Event{Kind: event.ApologyDropped}
	default:
		return promiseEvent(change)
	}
}

// kindOf is how the history calls what happened to a promise.
func kindOf(what promise.What) event.Kind {
	switch what {
	case promise.WasMade:
		return event.PromiseMade
	case promise.WasKept:
		return event.PromiseKept
	case promise.WasBroken:
		return event.PromiseBroken
	case promise.WasMoved:
		return event.PromiseMoved
	case promise.WasReckoned:
		return event.PromiseMovedByRule
	case promise.WasWithdrawn:
		return event.PromiseWithdrawn
	case promise.WasDelivered:
		return event.PromiseDelivered
	case promise.WasReleased:
		return event.PromiseReleased
	case promise.WasHandedOver:
		return event.PromiseGivenToAnother
	case promise.WasUndelivered:
		return event.PromiseUndelivered
	case promise.WasOwedAgain:
		return event.PromiseOwedAgain
	case promise.WasWarned:
		return event.PromiseWarned
	case promise.WasReminded:
		return event.PromiseReminded
	case promise.WasPaused:
		return event.PromisePaused
	case promise.WasResumed:
		return event.PromiseResumed
	case promise.WasPosted:
		return event.PromisePosted
	case promise.WasMerged:
		return event.PromiseMerged
	case wasTold:
		return event.PromiseTold
	default: // the only one left
		return event.PromiseLapsed
	}
}

func promiseEvent(change promise.Change) event.Event {
	p := change.Promise
	e := event.Event{Kind: kindOf(change.What), PromiseID: orNil(int64(p.ID)), Became: p.EndReason}
	if change.What == promise.WasWarned && p.Kind == promise.CheckBack {
		e.Kind = event.PromiseCameUp
	}
	switch change.What {
	case promise.WasMade, promise.WasResumed, wasTold:
		e.BecameAt = pointerTo(p.Due)
	case promise.WasHandedOver:
		e.PersonID, e.TeamID = orNil(people.ID(p.Owner.Person)), orNil(people.TeamID(p.Owner.Team))
		if p.StandsFor != 0 {
			e.Became = event.SinceAway
		}
	case promise.WasReminded:
		e.BecameAt = pointerTo(p.Opens)
	default:
		e.WasAt = pointerTo(p.Due)
	}
	if change.Next != nil {
		e.BecameAt = pointerTo(change.Next.Due)
		if change.What == promise.WasReckoned && change.Next.Due.After(p.Due) {
			e.Became = "later"
		}
	}
	return e
}
