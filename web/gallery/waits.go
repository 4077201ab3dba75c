package gallery

import (
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// What Maja writes when she waits, and when she says sorry.
const (
	majaAsks     = "Hi Hanna, can you send me a photo of the lamps on the router? Then I see which line it is."
	majaForwards = "Hi Hanna, the line in your street belongs to another company. I have written to them and stay on it."
	majaSorry    = "Hi Hanna, I had promised you an answer by two and you got none. That was my mistake."
	majaIsLate   = "Hi Hanna, a digger has cut the cable on Havnegade. Two people are there, and it works again tonight."
)

// awaits makes it the customer's turn; the first of three letters follows if they stay silent.
func (s *story) awaits(what string, when, followUp time.Time) {
	s.ends(s.Next(), promise.Lapsed, when, event.PromiseLapsed)
	s.Status, s.WaitingFor, s.WaitingSince = promise.Awaiting, what, &when
	s.happened(event.Event{At: when, ActorID: s.AssigneeID, Kind: event.AwaitsCustomer, Became: what})
	s.promises(promise.Promise{Kind: promise.FollowUp, Step: 1, MadeAt: when, Due: followUp})
}

// followsUp sends a letter to the silent customer, and promises the next.
func (s *story) followsUp(when, next time.Time, words string) {
	p := s.Next()
	p.Words, p.Posted, p.Left = words, when, when
	s.ends(p, promise.Kept, when, event.PromiseKept)
	s.promises(promise.Promise{Kind: promise.FollowUp, Step: p.Step + 1, MadeAt: when, Due: next})
}

// presumed is what the third letter does: nobody has solved it, and the customer is asked until silent.
func (s *story) presumed(when, silent time.Time) {
	s.ends(s.Next(), promise.Kept, when, event.PromiseKept)
	s.Status, s.SolvedAt = promise.Solved, &when
	s.happened(event.Event{At: when, Kind: event.TicketSolved})
	s.promises(promise.Promise{Kind: promise.Confirmation, MadeAt: when, Due: silent})
}

// apologised says sorry for what broke; nobody in person does it at its time.
func (s *story) apologised(by people.Person, when time.Time, words string, names ...promise.ID) {
	a := ticket.Apology{ID: int64(len(s.Apologies) + 1), State: "sent", LeaveAt: when, EndedAt: &when, Words: words, Promises: names}
	if by.ID != 0 {
		a.ByID = &by.ID
	}
	s.Apologies = append(s.Apologies, a)
	s.happened(event.Event{At: when, ActorID: a.ByID, Kind: event.Apologised})
}

// yourTurn waits for Hanna since Thursday; she has been written to once since.
func yourTurn() *story {
	s := asked(hanna, 4812, subject, hannaAsks, at(12, 9, 58), at(12, 13, 58))
	s.taken(maja, at(12, 10, 10))
	s.answered(maja, at(12, 10, 31), majaAsks)
	s.promises(promise.Promise{Kind: promise.Update, MadeAt: at(12, 10, 31), Due: at(13, 10, 31)})
	s.awaits(waitsForPhoto, at(12, 10, 31), at(16, 10, 31))
	s.followsUp(at(16, 10, 31), at(19, 10, 31), "")
	return s
}

// held waits for somebody else, whom only the staff know.
func held() *story {
	s := asked(hanna, 4812, subject, hannaAsks, at(17, 9, 58), at(17, 13, 58))
	s.taken(maja, at(17, 10, 10))
	s.answered(maja, at(17, 10, 31), majaForwards)
	s.Status, s.WaitingFor = promise.OnHold, "the line's owner, who never answers the phone"
	s.promises(promise.Promise{Kind: promise.Update, MadeAt: at(17, 10, 31), Due: at(18, 12, 0)})
	return s
}

// sorry is late, and Hanna has been told so by mail.
func sorry() *story {
	s := late()
	s.taken(maja, at(17, 14, 5))
	s.apologised(maja, at(17, 14, 13), majaSorry, 1)
	return s
}

// lateReply is answered after its time: the first lines say so.
func lateReply() *story {
	s := late()
	s.taken(maja, at(17, 14, 2))
	s.answered(maja, at(17, 14, 10), majaIsLate)
	s.Messages[len(s.Messages)-1].LateFor = []time.Time{at(17, 13, 58)}
	first := s.Promises[0]
	first.Delivered, s.OwedSince = at(17, 14, 10), nil
	id := int64(first.ID)
	s.happened(event.Event{At: at(17, 14, 10), Kind: event.PromiseDelivered, PromiseID: &id, WasAt: &first.Due})
	s.promises(promise.Promise{Kind: promise.Update, MadeAt: at(17, 14, 10), Due: at(18, 12, 0)})
	return s
}

// unheard is solved by the third letter, since nothing was heard of Hanna.
func unheard() *story {
	s := asked(hanna, 4790, subject, hannaAsks, at(3, 9, 58), at(3, 13, 58))
	s.taken(maja, at(3, 10, 10))
	s.answered(maja, at(3, 10, 31), majaAsks)
	s.promises(promise.Promise{Kind: promise.Update, MadeAt: at(3, 10, 31), Due: at(4, 10, 31)})
	s.awaits(waitsForPhoto, at(3, 10, 31), at(5, 10, 31))
	s.followsUp(at(5, 10, 31), at(10, 10, 31), "")
	s.followsUp(at(10, 10, 31), at(17, 10, 31), "Hi Hanna, did the photo get lost? A new one is just as good.")
	s.presumed(at(17, 10, 31), at(19, 10, 31))
	return s
}

// gone has closed after that.
func gone() *story {
	s := unheard()
	s.closed(promise.Silent, at(17, 14, 0))
	return s
}
