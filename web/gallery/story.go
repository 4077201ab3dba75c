package gallery

import (
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// story is a ticket that is being told, event by event. It asks nothing of the law: what stands here was looked at.
type story struct{ ticket.Whole }

// asked begins one: what a customer wrote, and the first promise.
func asked(by people.Person, number int64, subject, body string, when, due time.Time) *story {
	s := &story{ticket.Whole{
		Ticket: ticket.Ticket{
			ID: ticket.ID(number), Number: number, Subject: subject, Status: promise.New, Priority: sla.Normal, TeamID: firstLine, RequesterID: by.ID,
			Locale: by.Locale, Channel: ticket.Web, PolicyVersionID: 1, Cycle: 1, OpenedAt: when, UnansweredSince: &when,
		},
		TeamName: "First line", Requester: by, People: append(staff(), by), Terms: terms(),
	}}
	m := s.says(by, when, body)
	s.happened(event.Event{At: when, ActorID: &by.ID, Kind: event.TicketAsked, MessageID: m})
	s.promises(promise.Promise{Kind: promise.FirstReply, MadeAt: when, Started: when, Due: due, Target: due.Sub(when)})
	return s
}

func (s *story) happened(e event.Event) {
	e.Number = len(s.Events) + 1
	s.Events = append(s.Events, e)
	s.LastEvent = e.Number
}

func (s *story) says(by people.Person, when time.Time, body string, files ...ticket.Attachment) *int64 {
	id := int64(len(s.Messages) + 1)
	s.Messages = append(s.Messages, ticket.Message{
		ID: ticket.MessageID(id), TicketID: s.ID, Audience: ticket.Public, AuthorID: by.ID, AuthorName: by.Name, ByStaff: by.Role.IsStaff(),
		Body: body, Channel: ticket.Web, CreatedAt: when, Files: files,
	})
	return &id
}

// promises adds a promise that the customer knows of; the one that is due first is the ticket's next.
func (s *story) promises(p promise.Promise) *promise.Promise {
	p.ID, p.Cycle, p.State, p.BreaksAt, p.PolicyVersion = promise.ID(len(s.Promises)+1), 1, promise.Pending, p.Due, 1
	p.Owner = s.Owner()
	if p.Told.IsZero() {
		p.Told = p.MadeAt
	}
	if p.Started.IsZero() {
		p.Started = p.MadeAt
	}
	made := &p
	s.Promises = append(s.Promises, made)
	id := int64(p.ID)
	e := event.Event{At: p.MadeAt, Kind: event.PromiseMade, PromiseID: &id, BecameAt: &made.Due}
	if p.MadeBy != 0 {
		by := people.ID(p.MadeBy)
		e.ActorID = &by
	}
	s.happened(e)
	s.next()
	return made
}

func (s *story) next() {
	s.NextPromiseID, s.NextDueAt = nil, nil
	for _, p := range s.Promises {
		if p.State == promise.Pending && (s.NextDueAt == nil || p.Due.Before(*s.NextDueAt)) {
			s.NextPromiseID, s.NextDueAt = &p.ID, &p.Due
		}
	}
}

func (s *story) ends(p *promise.Promise, as promise.State, when time.Time, kind event.Kind) {
	p.State, p.Ended = as, when
	id := int64(p.ID)
	s.happened(event.Event{At: when, Kind: kind, PromiseID: &id})
	s.next()
}

func (s *story) taken(by people.Person, when time.Time) {
	s.AssigneeID, s.Assignee = &by.ID, &by
	s.happened(event.Event{At: when, ActorID: &by.ID, Kind: event.TicketAssigned, PersonID: &by.ID})
	for _, p := range s.Promises {
		if p.State == promise.Pending {
			p.Owner = s.Owner()
		}
	}
}

// answered is a public reply that keeps what was next.
func (s *story) answered(by people.Person, when time.Time, body string) {
	next := s.Next()
	m := s.says(by, when, body)
	s.happened(event.Event{At: when, ActorID: &by.ID, Kind: event.StaffReplied, MessageID: m})
	if next != nil {
		s.ends(next, promise.Kept, when, event.PromiseKept)
	}
	s.Status, s.UnansweredSince = promise.Open, nil
}

func (s *story) wrote(when time.Time, body string, files ...ticket.Attachment) {
	m := s.says(s.Requester, when, body, files...)
	s.happened(event.Event{At: when, ActorID: &s.RequesterID, Kind: event.CustomerWrote, MessageID: m})
	s.UnansweredSince = &when
}

func (s *story) noted(by people.Person, when time.Time, body string) {
	m := s.says(by, when, body)
	s.Messages[len(s.Messages)-1].Audience = ticket.Internal
	s.happened(event.Event{At: when, ActorID: &by.ID, Kind: event.NoteWritten, MessageID: m})
}

// breaks lets a promise's time pass: it is owed, and made good by a new one.
func (s *story) breaks(p *promise.Promise, noticed, recovery time.Time) {
	s.ends(p, promise.Broken, noticed, event.PromiseBroken)
	last := &s.Events[len(s.Events)-1]
	last.WasAt, last.BecameAt = &p.Due, &recovery
	p.Noticed, s.OwedSince = noticed, &p.Due
	s.promises(promise.Promise{Kind: p.Kind, Words: p.Words, MadeBy: p.MadeBy, MadeAt: noticed, Due: recovery, Recovers: p.ID, Target: p.Target})
}

// solved asks the customer until silent.
func (s *story) solved(by people.Person, when, silent time.Time) {
	for _, p := range s.Promises {
		if p.State == promise.Pending {
			s.ends(p, promise.Kept, when, event.PromiseKept)
		}
	}
	s.Status, s.SolvedAt = promise.Solved, &when
	s.happened(event.Event{At: when, ActorID: &by.ID, Kind: event.TicketSolved})
	s.promises(promise.Promise{Kind: promise.Confirmation, MadeAt: when, Due: silent})
}

// closed ends the cycle; confirmed by the customer, or silent.
func (s *story) closed(as promise.Reason, when time.Time) {
	if as == promise.Confirmed {
		s.happened(event.Event{At: when, ActorID: &s.RequesterID, Kind: event.CustomerConfirmed})
	}
	for _, p := range s.Promises {
		if p.State == promise.Pending {
			s.ends(p, promise.Kept, when, event.PromiseKept)
			if as == promise.Confirmed { // the customer has kept it, and not the worker
				s.Events[len(s.Events)-1].ActorID = &s.RequesterID
			}
		}
	}
	s.Status, s.ClosedAt, s.CloseReason, s.FinishedAs = promise.Closed, &when, &as, &as
	s.happened(event.Event{At: when, Kind: event.TicketClosed, Became: string(as)})
}
