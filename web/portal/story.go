package portal

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// Happening is a line of the story: a message, an apology, or something that happened.
type Happening struct {
	At      time.Time
	Message *ticket.Message
	Apology *ticket.Apology
	Event   event.Event
	Promise *promise.Promise // what the event happened to, if it is one of a promise
	Became  *promise.Promise // what took its place, if something did
}

// StoryOf is what has happened so far in the customer's eyes, the newest first. Promises whose time the customer
// never knew are left out; what was said and what came of it in the same moment is told once.
func StoryOf(w ticket.Whole) []Happening {
	var story []Happening
	for i := range w.Messages {
		if m := &w.Messages[i]; !m.IsNote() {
			story = append(story, Happening{At: m.CreatedAt, Message: m})
		}
	}
	for i := range w.Apologies {
		if a := &w.Apologies[i]; a.State == "sent" && a.EndedAt != nil {
			story = append(story, Happening{At: *a.EndedAt, Apology: a})
		}
	}
	for _, e := range w.Events {
		h := Happening{At: e.At, Event: e}
		if e.PromiseID != nil {
			h.Promise = w.Promise(promise.ID(*e.PromiseID))
			if h.Promise != nil && h.Promise.Successor != 0 {
				h.Became = w.Promise(h.Promise.Successor)
			}
		}
		if h.isTold(w) {
			story = append(story, h)
		}
	}
	slices.SortStableFunc(story, func(a, b Happening) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return cmp.Compare(a.rank(), b.rank())
	})
	slices.Reverse(story)
	return story
}

// rank orders what happened at one instant: a message comes before what it brought about, an apology after what broke.
func (h Happening) rank() int {
	switch {
	case h.Message != nil:
		return 0
	case h.Apology != nil:
		return math.MaxInt
	default:
		return h.Event.Number
	}
}

// lastFollowUp solves the ticket, and the story says so; what an agent wrote in it is told beside.
const lastFollowUp = 3

// isTold reports whether an event is the customer's to read.
func (h Happening) isTold(w ticket.Whole) bool {
	if p := h.Promise; p != nil {
		switch {
		case p.Kind == promise.FollowUp:
			return h.Event.Kind == event.PromiseKept && (p.Step < lastFollowUp || p.Words != "")
		case p.Kind == promise.CheckBack, p.Kind == promise.Confirmation, !p.WasTold():
			return false
		}
		switch h.Event.Kind {
		case event.PromiseMade, event.PromiseWithdrawn:
			return p.Kind.IsAgreed()
		case event.PromiseKept, event.PromiseBroken, event.PromiseMoved, event.PromiseDelivered:
			return true
		case event.VisitDelayed:
			return h.Event.BecameAt != nil
		case event.PromiseMovedByRule:
			return h.Event.BecameAt != nil && !h.Event.BecameAt.Truncate(time.Minute).Equal(p.Due.Truncate(time.Minute)) // a page tells no seconds
		}
		return false
	}
	switch h.Event.Kind {
	case event.CallLogged: // one that reached them is told by its message
		return h.Event.Became != string(promise.Reached) && h.Event.WasAt != nil
	case event.CustomerConfirmed, event.TicketReopened, event.UnderstandingRight:
		return true
	case event.TicketSolved, event.TicketClosed:
		return !slices.ContainsFunc(w.Events, func(e event.Event) bool {
			return e.Kind == event.CustomerConfirmed && e.At.Equal(h.At)
		})
	}
	return false
}

// first is somebody's first name, as customers know the staff.
func first(name string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return word
}
