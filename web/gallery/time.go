package gallery

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
)

// of is an event about a promise.
func of(p *promise.Promise, kind event.Kind, when time.Time) event.Event {
	id := int64(p.ID)
	return event.Event{At: when, Kind: kind, PromiseID: &id, WasAt: &p.Due, BecameAt: &p.Due}
}

func (s *story) warned(p *promise.Promise, when time.Time) {
	p.Warned = when
	s.happened(of(p, event.PromiseWarned, when))
}

// handedUp tells a level of the ladder of what broke.
func (s *story) handedUp(p *promise.Promise, level int, when time.Time) {
	e := of(p, event.HandedUp, when)
	e.Became = string(rune('0' + level))
	s.happened(e)
	for i := range s.HandedUp {
		s.HandedUp[i].Level = level
		return
	}
	s.Whole.HandedUp = append(s.Whole.HandedUp, ticket.Escalation{PromiseID: int64(p.ID), Level: level, OpenedAt: when})
}

// apology plans one that has not left.
func (s *story) apology(state promise.ApologyState, leave time.Time) {
	s.Apologies = append(s.Apologies, ticket.Apology{ID: int64(len(s.Apologies) + 1), State: string(state), LeaveAt: leave})
	switch state {
	case promise.ApologyDrafted:
		s.happened(event.Event{At: leave, Kind: event.ApologyDrafted})
	case promise.ApologyHeld:
		s.happened(event.Event{At: leave, Kind: event.ApologyHeld})
	}
}

// rests lets the solution rest while we wait.
func (s *story) rests(when, due time.Time, left time.Duration) {
	p := &promise.Promise{ID: promise.ID(len(s.Promises) + 1), Cycle: 1, Kind: promise.Resolution, State: promise.Paused, MadeAt: s.OpenedAt, ToRun: left, Owner: s.Owner()}
	s.Promises = append(s.Promises, p)
	s.happened(event.Event{At: when, Kind: event.PromisePaused, PromiseID: idOf(p), WasAt: &due})
}

// letDown is Hanna's ticket when the first reply did not come: warned, broken, and handed up.
func letDown() *story {
	s := asked(hanna, 4812, subject, hannaAsks, at(17, 9, 58), at(17, 13, 58))
	first := s.Promises[0]
	s.happened(of(first, event.PromiseTold, at(17, 9, 58)))
	s.taken(maja, at(17, 10, 10))
	s.warned(first, at(17, 12, 58))
	s.breaks(first, at(17, 13, 58), at(17, 14, 58))
	s.handedUp(first, 1, at(17, 13, 58))
	return s
}

// letDownTwice is the same when another time of it is owed, after an apology this morning.
func letDownTwice() *story {
	s := asked(hanna, 4812, subject, hannaAsks, at(17, 8, 10), at(17, 9, 0))
	s.taken(maja, at(17, 8, 20))
	s.breaks(s.Promises[0], at(17, 9, 0), at(17, 10, 0))
	s.handedUp(s.Promises[0], 1, at(17, 9, 0))
	s.apologised(people.Person{}, at(17, 9, 15), "", 1)
	s.Promises[0].Apology, s.Promises[0].Apologised = 1, at(17, 9, 15)
	s.breaks(s.Promises[1], at(17, 10, 0), at(17, 15, 0))
	s.handedUp(s.Promises[1], 2, at(17, 10, 0))
	return s
}

// lineOfTime is a ticket on which time has done everything that it does.
func lineOfTime() *story {
	s := letDown()
	first := s.Promises[0]
	s.apologised(people.Person{}, at(17, 14, 0), "", first.ID)
	first.Apology, first.Apologised = 1, at(17, 14, 0)
	s.happened(event.Event{At: at(17, 14, 1), ActorID: &maja.ID, Kind: event.ReplyTakenBack})
	s.happened(event.Event{At: at(17, 14, 2), ActorID: &ingrid.ID, Kind: event.TakenOver, PersonID: &ingrid.ID, Was: maja.Name, Became: "Maja is at a customer’s until three"})
	s.AssigneeID, s.Assignee = &ingrid.ID, &ingrid
	s.answered(ingrid, at(17, 14, 4), majaIsLate)
	e := of(first, event.PromiseDelivered, at(17, 14, 4))
	first.Delivered, s.OwedSince = at(17, 14, 4), nil
	s.happened(e)
	s.happened(of(first, event.HandUpClosed, at(17, 14, 4)))
	closed := at(17, 14, 4)
	s.HandedUp[0].ClosedAt = &closed
	s.promises(promise.Promise{Kind: promise.Update, MadeAt: at(17, 14, 4), Due: at(18, 12, 0)})
	s.awaits(waitsForPhoto, at(17, 14, 5), at(19, 14, 5))
	s.rests(at(17, 14, 5), at(18, 16, 0), 11*time.Hour+55*time.Minute)
	s.happened(event.Event{At: at(17, 14, 6), ActorID: &ingrid.ID, Kind: event.PromiseReworded, PromiseID: idOf(s.Next())})
	s.wrote(at(17, 14, 7), "Thanks, you get it on Thursday.")
	s.happened(event.Event{At: at(17, 14, 8), ActorID: &ingrid.ID, Kind: event.NoReplyNeeded, Became: "She only said thanks", Was: string(promise.Awaiting)})
	s.UnansweredSince = nil
	s.happened(event.Event{At: at(17, 14, 9), ActorID: &ingrid.ID, Kind: event.TicketOpened, Was: string(promise.Awaiting)})
	s.Status, s.WaitingFor = promise.OnHold, "the line’s owner"
	s.happened(event.Event{At: at(17, 14, 10), ActorID: &ingrid.ID, Kind: event.TicketHeld, Became: s.WaitingFor})
	s.ends(s.Next(), promise.Lapsed, at(17, 14, 10), event.PromiseLapsed)
	look := s.promises(promise.Promise{Kind: promise.CheckBack, MadeAt: at(17, 14, 11), MadeBy: int64(ingrid.ID), Due: at(18, 9, 0)})
	s.happened(of(look, event.PromiseCameUp, at(17, 14, 12)))
	s.Apologies = append(s.Apologies, ticket.Apology{ID: 2, State: string(promise.ApologyDropped), LeaveAt: at(17, 14, 13), EndedAt: &closed, Words: "We have spoken on the phone", ByID: &ingrid.ID})
	s.happened(event.Event{At: at(17, 14, 13), ActorID: &ingrid.ID, Kind: event.ApologyDropped})
	return s
}

// asksAgain waits for Hanna, who has had two messages; the third one's mail does not leave.
func asksAgain() *story {
	s := asked(hanna, 4790, subject, hannaAsks, at(3, 9, 58), at(3, 13, 58))
	s.taken(maja, at(3, 10, 10))
	s.answered(maja, at(3, 10, 31), majaAsks)
	s.promises(promise.Promise{Kind: promise.Update, MadeAt: at(3, 10, 31), Due: at(4, 10, 31)})
	s.awaits(waitsForPhoto, at(3, 10, 31), at(5, 10, 31))
	s.rests(at(3, 10, 31), at(5, 16, 0), 23*time.Hour)
	s.followsUp(at(5, 10, 31), at(10, 10, 31), "")
	s.happened(event.Event{At: at(9, 8, 30), ActorID: &maja.ID, Kind: event.PromiseReworded, PromiseID: idOf(s.Next())})
	s.followsUp(at(10, 10, 31), at(17, 10, 31), "Hi Hanna, did the photo get lost? A new one is just as good.")
	third := s.Next()
	e := of(third, event.PromiseMovedByRule, at(17, 10, 33))
	look := at(18, 10, 33)
	e.BecameAt = &look
	third.State = promise.Superseded
	s.happened(e)
	s.promises(promise.Promise{Kind: promise.CheckBack, MadeAt: at(17, 10, 33), Due: look})
	return s
}

func idOf(p *promise.Promise) *int64 {
	id := int64(p.ID)
	return &id
}

// timeStates are tickets on which time did something.
func timeStates() []State {
	asIngrid := func(_ context.Context, t *view.Ticket) { t.Me = ingrid }
	planned := func(state promise.ApologyState) *story {
		s := letDown()
		s.apology(state, at(17, 14, 13))
		if state == promise.ApologyWaiting {
			s.Apologies[0].LeaveAt = at(17, 14, 20)
		}
		return s
	}
	var states []State
	for _, s := range []struct {
		name  string
		story *story
		with  func(context.Context, *view.Ticket)
	}{
		{"ticket-your-turn", yourTurn(), nil},
		{"ticket-asked-again", asksAgain(), nil},
		{"ticket-on-hold", held(), nil},
		{"ticket-late-reply", lateReply(), nil},
		{"ticket-apologised", sorry(), nil},
		{"ticket-line-of-time", lineOfTime(), asIngrid},
		{"ticket-sorry", planned(promise.ApologyWaiting), func(_ context.Context, t *view.Ticket) { t.Open = view.Sorry }},
		{"ticket-sorry-drafted", planned(promise.ApologyDrafted), nil},
		{"ticket-sorry-held", planned(promise.ApologyHeld), asIngrid},
		{"ticket-sorry-today", letDownTwice(), asIngrid},
		{"ticket-sorry-refused", letDown(), func(ctx context.Context, t *view.Ticket) {
			t.Me, t.Open, t.Problems = ingrid, view.Aside, []view.Problem{{Field: "reason", Message: i18n.T(ctx, "fault.required")}}
		}},
		{"ticket-take-over", promised(), func(_ context.Context, t *view.Ticket) { t.Me, t.Open = ingrid, view.TakeOver }},
	} {
		states = append(states, State{Name: s.name, Room: Desk, Page: opened(s.story, s.with)})
	}
	return states
}

// waitingRows are tickets that wait for somebody, as the queue shows them.
func waitingRows() []view.Row {
	rows := drawn([]row{
		{number: 4759, customer: guest(113, "Dimitris Kostopoulos", "Taverna Mylos", i18n.EL), subject: "Στατική διεύθυνση IP", snippet: "Ζητήσαμε τον αριθμό σειράς.", kind: promise.FollowUp, due: at(18, 9, 0), owner: &nikos, isRead: true},
		{number: 4744, customer: guest(114, "Peter Holm", "Nordby Skole", i18n.DA), subject: "Kablet er gravet over", snippet: "Entreprenøren kommer på torsdag.", kind: promise.CheckBack, due: at(18, 18, 0), owner: &freja, isRead: true},
		{number: 4741, customer: hanna, subject: subject, snippet: hannaMore, kind: promise.CheckBack, due: at(17, 18, 0), owner: &maja, isRead: true},
	})
	up := at(17, 8, 0)
	rows[0].Status, rows[0].WaitingFor = promise.Awaiting, "τον αριθμό σειράς στο κουτί της κάμερας"
	rows[1].Status, rows[1].WaitingFor = promise.OnHold, "the digger’s insurance"
	rows[2].Status, rows[2].Warned = promise.OnHold, &up
	return rows
}
