package gallery

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

// rung is Hanna's ticket on which Maja calls her this afternoon, after a call in vain.
func rung() *story {
	s := asked(hanna, 4812, subject, hannaAsks, at(17, 9, 58), at(17, 13, 58))
	s.taken(maja, at(17, 10, 10))
	s.answered(maja, at(17, 10, 31), majaAsks)
	s.called(maja, at(17, 13, 20), promise.NotReached, "Nobody answers; the shop is closed between one and two.")
	s.promises(promise.Promise{Kind: promise.Callback, MadeBy: int64(maja.ID), MadeAt: at(17, 13, 21), Opens: at(17, 15, 0), Due: at(17, 15, 30)})
	return s
}

// called writes down a call.
func (s *story) called(by people.Person, when time.Time, how promise.Outcome, words string) {
	m := s.says(by, when, words)
	said := &s.Messages[len(s.Messages)-1]
	called := "called"
	said.Channel, said.Said = ticket.Phone, &called
	if how != promise.Reached {
		said.Audience = ticket.Internal
	}
	s.happened(event.Event{At: when, ActorID: &by.ID, Kind: event.CallLogged, MessageID: m, WasAt: &when, Became: string(how)})
}

// comes is Hanna's ticket on which Oskar comes between two instants, with a call before.
func comes(opens, closes time.Time) *story {
	s := asked(hanna, 4812, subject, hannaAsks, at(16, 9, 58), at(16, 13, 58))
	s.taken(maja, at(16, 10, 10))
	s.called(maja, at(16, 11, 0), promise.Reached, "Hanna has tried the other socket; the line is dead there too. We agreed that Oskar comes.")
	s.ends(s.Promises[0], promise.Kept, at(16, 11, 0), event.PromiseKept)
	s.Status, s.UnansweredSince = promise.Open, nil
	p := s.promises(promise.Promise{Kind: promise.Visit, MadeBy: int64(maja.ID), MadeAt: at(16, 11, 1), Opens: opens, Due: closes, Place: "Havnegade 22, the door in the yard", Bring: "A router, ten metres of cable"})
	p.Owner = promise.Owner{Person: int64(oskar.ID)}
	return s
}

// owedVisit is the same when nobody came: a call is to find a new time.
func owedVisit() *story {
	s := comes(at(17, 10, 0), at(17, 12, 0))
	visit := s.Next()
	s.ends(visit, promise.Broken, at(17, 13, 0), event.PromiseBroken)
	again := at(17, 15, 0)
	s.Events[len(s.Events)-1].WasAt, s.Events[len(s.Events)-1].BecameAt = &visit.Due, &again
	visit.Outcome, visit.Noticed, s.OwedSince = promise.Missed, at(17, 13, 0), &visit.Due
	s.promises(promise.Promise{Kind: promise.Callback, MadeAt: at(17, 13, 0), Due: again, Recovers: visit.ID})
	return s
}

// calling is the page of a ticket for somebody who rings.
func calling(with func(ctx context.Context, c *view.Caller)) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		c := view.Caller{Locale: i18n.From(ctx).Locale()}
		c.Ticket = view.Ticket{Me: maja, Now: now(), Zone: zone(), Limits: ticket.DefaultLimits(), Staff: staff()}
		c.Form = view.CallerForm{Key: "caller", What: view.NextNone, Language: "en", Window: view.Called{Day: "2026-03-17", From: "16:00", Until: "16:30", Who: "p10"}}
		c.Frame = frame(i18n.T(ctx, "kinds.caller.title"), "caller")
		c.Frame.Side, c.Frame.Flow = side(""), true
		with(ctx, &c)
		return view.CallerPage(c)
	})
}

func rings(c *view.Caller) {
	c.Find = "han"
	c.Found = []view.Ringing{
		{Card: cardOf(hanna), Open: drawn(append(lateRows(), comingRows()[0], comingRows()[6])), HasMore: true},
		{Card: people.Card{Person: eleni}},
	}
}

func folded(act string, with func(ctx context.Context, t *view.Ticket)) func(ctx context.Context, t *view.Ticket) {
	return func(ctx context.Context, t *view.Ticket) {
		t.Open = act
		for _, p := range t.Whole.Promises {
			if p.State == promise.Pending {
				t.OpenID = p.ID
			}
		}
		if with != nil {
			with(ctx, t)
		}
	}
}

func kindStates() []State {
	running := rung()
	begun := at(17, 14, 10)
	running.CallingSince, running.CallingID = &begun, &maja.ID
	running.happened(event.Event{At: begun, ActorID: &maja.ID, Kind: event.CallBegun})
	tomorrow := func() *story { return comes(at(18, 10, 0), at(18, 12, 0)) }
	clash := func(ctx context.Context, t *view.Ticket) {
		t.Mode = view.Promise
		t.Promise.What, t.Promise.Until, t.Promise.Place, t.Promise.Owner = view.AVisit, "18:00", "Havnegade 22", "p11"
		t.Problems = []view.Problem{{Field: "owner", Message: i18n.T(ctx, "kinds.fault.booked", i18n.Blanks{Name: oskar.Name})}}
	}
	return []State{
		{Name: "ticket-call", Room: Desk, Page: opened(rung(), nil)},
		{Name: "ticket-call-runs", Room: Desk, Page: opened(running, folded(view.CallLog, nil))},
		{Name: "ticket-call-owed-visit", Room: Desk, Page: opened(owedVisit(), folded(view.CallLog, func(ctx context.Context, t *view.Ticket) {
			t.Problems = []view.Problem{{Field: "next", Message: i18n.T(ctx, "kinds.fault.new_time")}}
		}))},
		{Name: "ticket-visit", Room: Desk, Page: opened(tomorrow(), nil)},
		{Name: "ticket-visit-attend", Room: Desk, Page: opened(comes(at(17, 13, 0), at(17, 14, 0)), folded(view.Attend, nil))},
		{Name: "ticket-visit-attend-later", Room: Desk, Page: opened(comes(at(16, 13, 0), at(16, 14, 0)), folded(view.Attend, nil))},
		{Name: "ticket-visit-move", Room: Desk, Page: opened(tomorrow(), folded(view.Move, nil))},
		{Name: "ticket-visit-clash", Room: Desk, Page: opened(rung(), clash)},
		{Name: "caller", Room: Desk, Page: calling(func(context.Context, *view.Caller) {})},
		{Name: "caller-found", Room: Desk, Page: calling(func(_ context.Context, c *view.Caller) {
			rings(c)
			c.Form.What = view.NextVisit
		})},
		{Name: "caller-sorted", Room: Desk, Page: calling(func(_ context.Context, c *view.Caller) {
			rings(c)
			c.Found[0].Open, c.Found[0].HasMore, c.Found[0].Notes = drawn(wordyRows()), false, ""
			c.Found = c.Found[:1]
			c.Form.Topic, c.Form.Priority = subjects()[1].ID, string(sla.High)
			c.About = view.Abouts{Topics: subjects(), Desk: i18n.EN}
		})},
		{Name: "caller-refused", Room: Desk, Page: calling(func(ctx context.Context, c *view.Caller) {
			c.Form.Name, c.Form.What, c.Form.Words = "Astrid Holm", view.InWords, "She asks whether there is fibre at Kirkevej 3."
			c.Problems = []ui.Problem{
				{Field: "address", Label: c.Frame.Title, Message: i18n.T(ctx, "fault.address")},
				{Field: "subject", Label: c.Frame.Title, Message: i18n.T(ctx, "fault.required")},
			}
		})},
		{Name: "portal-ticket-callback", Room: Portal, Page: customers(portal.Opened{Whole: rung().seen()})},
		{Name: "portal-ticket-visit-window", Room: Portal, Page: customers(portal.Opened{Whole: tomorrow().seen()})},
		{Name: "portal-ticket-visit-other-time", Room: Portal, Page: customers(portal.Opened{Whole: tomorrow().seen(), Other: 2})},
	}
}
