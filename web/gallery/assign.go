package gallery

import (
	"context"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	view "github.com/kepthq/kept/web/desk"
)

// next is the page of whoever asked for the next ticket.
func next(is bool) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		p := view.Next{Frame: frame(i18n.T(ctx, "assign.next"), "next"), Is: is}
		p.Frame.Side = side("")
		return view.NextPage(p)
	})
}

func assignStates() []State {
	return []State{
		{Name: "next-nothing", Room: Desk, Page: next(false)},
		{Name: "next-again", Room: Desk, Page: next(true)},
		{Name: "ticket-pass-on", Room: Desk, Page: opened(handedOut(), func(_ context.Context, t *view.Ticket) { t.Open = view.GiveBack })},
	}
}

// handedOut is a ticket with the lines of who was handed it, and how.
func handedOut() *story {
	s := asked(hanna, 4812, subject, hannaAsks, at(17, 8, 10), at(17, 15, 0))
	s.happened(event.Event{At: at(17, 8, 12), ActorID: &jonas.ID, Kind: event.TicketAssigned, PersonID: &jonas.ID, Became: "next"})
	s.happened(event.Event{At: at(17, 8, 13), ActorID: &jonas.ID, Kind: event.PassedOn, Became: "Needs somebody who knows the masts"})
	for _, e := range []event.Event{
		{PersonID: &zofia.ID, Kind: event.TicketDealt, Became: "turns"},
		{PersonID: &zofia.ID, Kind: event.TicketReturned, Became: "4"},
		{PersonID: &nikos.ID, Kind: event.TicketDealt, Became: "turns", Was: "Masts"},
		{PersonID: &nikos.ID, Kind: event.TicketReturned, Became: "1"},
		{PersonID: &freja.ID, Kind: event.TicketDealt, Became: "load"},
		{PersonID: &freja.ID, Kind: event.TicketReturned, Became: "12"},
		{PersonID: &jonas.ID, Kind: event.TicketDealt, Became: "load", Was: "Routers and firmware"},
		{PersonID: &jonas.ID, Kind: event.TicketReturned, Became: "5"},
	} {
		e.At = at(17, 8, 14)
		s.happened(e)
	}
	s.taken(maja, at(17, 8, 20))
	return s
}
