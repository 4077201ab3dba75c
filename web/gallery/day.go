package gallery

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// oskars is a page as Oskar sees it, who comes to customers.
func oskars(p templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		viewer := layout.Viewer{Name: oskar.Name, Hue: int(oskar.ID), Initials: ui.Initials(oskar.Name), Role: string(oskar.Role)}
		return p.Render(layout.WithViewer(ctx, viewer), w)
	})
}

// tour is Oskar's afternoon: a visit that is done, one that he is at, one where nobody was, one that was missed, one to come that he is
// late for, and a call.
func tour() []ticket.Stop {
	stop := func(id promise.ID, k promise.Kind, opens, closes time.Time, customer, subject, locale string) ticket.Stop {
		s := ticket.Stop{ID: id, Number: 4800 + int64(id), Kind: k, State: promise.Pending, Opens: &opens, Due: closes, Customer: customer, Subject: subject, Locale: locale}
		if k == promise.Visit {
			s.Place, s.Phone = "Havnegade 22, the door in the yard, Nordby", "+45 20 11 22 33"
		}
		return s
	}
	done := stop(1, promise.Visit, at(17, 8, 0), at(17, 10, 0), hanna.Name, subject, "en")
	done.State, done.Outcome, done.EndedAt, done.DoneAt = promise.Kept, promise.Arrived, pointer(at(17, 8, 20)), pointer(at(17, 9, 5))
	nobody := stop(2, promise.Visit, at(17, 10, 0), at(17, 11, 0), "Piotr Nowak", "Brak światła w skrzynce", "pl")
	nobody.State, nobody.Outcome, nobody.EndedAt = promise.Kept, promise.NotAtHome, pointer(at(17, 10, 12))
	missed := stop(3, promise.Visit, at(17, 11, 0), at(17, 12, 0), "Göran Åkesson", "Routern startar om varje natt", "sv")
	missed.State, missed.Recovers = promise.Broken, true
	there := stop(4, promise.Visit, at(17, 13, 0), at(17, 14, 0), eleni.Name, "Η γραμμή πέφτει κάθε βράδυ", "el")
	there.State, there.Outcome, there.EndedAt, there.Bring = promise.Kept, promise.Arrived, pointer(at(17, 13, 10)), "A splitter, ten metres of cable, the long ladder"
	next := stop(5, promise.Visit, at(17, 14, 0), at(17, 16, 0), "Mette Sørensen", "Ny boks", "da")
	next.Bring, next.LateAt = "A router", pointer(at(17, 14, 40))
	call := stop(6, promise.Callback, at(17, 16, 0), at(17, 16, 30), "Hanna Lund", subject, "en")
	call.Words, call.Phone = "Which socket is it?", "+45 20 11 22 33"
	return []ticket.Stop{done, nobody, missed, there, next, call}
}

func dayPage(with func(ctx context.Context, d *view.DayPlan)) templ.Component {
	return oskars(page(func(ctx context.Context) templ.Component {
		today := at(17, 0, 0)
		d := view.DayPlan{On: today, Today: today, Stops: view.Stops{All: tour(), Now: now(), Zone: zone(), Limits: ticket.DefaultLimits(), Key: "day", Back: view.DayAddress}}
		with(ctx, &d)
		d.Frame = frame(i18n.T(ctx, "day.title"), "day")
		d.Frame.Side, d.Frame.Flow = layout.Side{Current: "day"}, true
		return view.DayPage(d)
	}))
}

// errandPage is Hanna's ticket as Oskar sees it.
func errandPage() templ.Component {
	return oskars(page(func(ctx context.Context) templ.Component {
		w := comes(at(17, 14, 0), at(17, 16, 0)).Whole
		e := view.Errand{Ticket: view.Ticket{Whole: w, Me: oskar, Now: now(), Zone: zone(), Limits: ticket.DefaultLimits()}}
		s := tour()[4]
		s.Customer, s.Subject, s.Number, s.Locale = hanna.Name, w.Subject, w.Number, string(w.Locale)
		e.Stops = view.Stops{All: []ticket.Stop{s}, Now: now(), Zone: zone(), Limits: ticket.DefaultLimits(), Key: "errand", Back: "/desk/tickets/4812", OfTicket: true}
		e.Frame = frame(w.Subject, "day")
		e.Frame.Side, e.Frame.Flow = layout.Side{Current: "day"}, true
		return view.ErrandPage(e)
	}))
}

func dayStates() []State {
	return []State{
		{Name: "day", Room: Desk, Page: dayPage(func(context.Context, *view.DayPlan) {})},
		{Name: "day-refused", Room: Desk, Page: dayPage(func(ctx context.Context, d *view.DayPlan) {
			d.Stops.Of, d.Stops.At = 5, "17:30"
			d.Stops.Problems = []view.Problem{{Field: "at", Message: i18n.T(ctx, "kinds.fault.arrival")}}
		})},
		{Name: "day-over", Room: Desk, Page: dayPage(func(ctx context.Context, d *view.DayPlan) {
			d.Stops.Words = "The cable at the wall was loose. I put it back in."
			d.Stops.Problems = []view.Problem{{Message: i18n.T(ctx, "day.fault.over")}}
		})},
		{Name: "day-missed", Room: Desk, Page: dayPage(func(ctx context.Context, d *view.DayPlan) {
			missed := tour()[2]
			missed.Recovers, missed.Opens, missed.Due = false, pointer(at(16, 11, 0)), at(16, 12, 0)
			d.Stops.All, d.On = []ticket.Stop{missed}, at(16, 0, 0)
			d.Stops.Of, d.Stops.Day, d.Stops.At = missed.ID, at(17, 0, 0).Format(time.DateOnly), "17:30"
			d.Stops.Problems = []view.Problem{{Field: "at", Message: i18n.T(ctx, "kinds.fault.arrival")}}
		})},
		{Name: "day-empty", Room: Desk, Page: dayPage(func(_ context.Context, d *view.DayPlan) { d.Stops.All, d.Next = nil, pointer(at(19, 8, 0)) })},
		{Name: "day-free", Room: Desk, Page: dayPage(func(_ context.Context, d *view.DayPlan) {
			d.Stops.All, d.On = nil, at(24, 0, 0)
		})},
		{Name: "day-ticket", Room: Desk, Page: errandPage()},
	}
}
