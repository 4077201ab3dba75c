package gallery

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/expect"
	"github.com/kepthq/kept/internal/promise"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/portal"
)

// weighed is Hanna's ticket on which Maja is about to promise something, with what the record shows of it.
func weighed(mode string, w expect.Weighed, with func(d *view.Draft)) templ.Component {
	return opened(promised(), func(_ context.Context, t *view.Ticket) {
		draft := &t.Promise
		if mode == view.Reply {
			draft = &t.Reply
			draft.Day = "2026-03-17"
		}
		t.Mode = mode
		if with != nil {
			with(draft)
		}
		draft.Weighed = &w
	})
}

// nineOfTen is what the record shows: nine of ten within six hours.
func nineOfTen() *expect.Known {
	return &expect.Known{Kind: promise.Commitment, Team: int64(firstLine), Figures: expect.Figures{Cases: 48, P50: 2 * time.Hour, P80: 5 * time.Hour, P90: 6 * time.Hour}}
}

func expectStates() []State {
	easter := calendar.Holiday{Date: calendar.Date{Year: 2026, Month: time.April, Day: 6}, Feast: calendar.EasterMonday}
	holiday := expect.Warning{Against: expect.Holiday, From: time.Date(2026, time.April, 6, 10, 0, 0, 0, zone())}
	holiday.Day.Holiday = &easter
	all := expect.Weighed{
		Owner: oskar.ID, Usual: nineOfTen(), By: at(18, 12, 40),
		Warnings: []expect.Warning{
			{Against: expect.Shut, To: at(18, 9, 0)},
			{Against: expect.Overlap, From: at(17, 18, 0), To: at(17, 20, 0), Kind: promise.Visit},
			{Against: expect.Sooner, To: at(18, 12, 40)},
		},
		Better: &expect.Proposal{Kind: promise.Visit, Opens: at(19, 10, 0), Due: at(19, 12, 0), Owner: oskar.ID},
	}
	moving := opened(promised(), func(_ context.Context, t *view.Ticket) {
		t.Open, t.OpenID = view.Move, t.Whole.Next().ID
		t.Entry = view.Entry{Day: "2026-03-17", Time: "20:00", Text: "The technician is held up at the harbour."}
		t.Weighed = &expect.Weighed{
			Owner: maja.ID, Warnings: []expect.Warning{{Against: expect.Shut, To: at(18, 9, 0)}}, Better: &expect.Proposal{Kind: promise.Commitment, Due: at(18, 9, 0)},
		}
	})
	form := func(usually time.Time) templ.Component {
		return form(portal.Asking{Expected: at(17, 15, 30), Usually: usually})
	}
	return []State{
		{Name: "ticket-promise-usual", Room: Desk, Page: weighed(view.Promise, expect.Weighed{Owner: maja.ID, Usual: nineOfTen(), By: at(18, 11, 0)}, nil)},
		{Name: "ticket-promise-against", Room: Desk, Page: weighed(view.Promise, all, func(d *view.Draft) {
			d.What, d.Time, d.Until, d.Owner, d.Place = view.AVisit, "18:30", "19:30", "p11", "Havnegade 22"
		})},
		{Name: "ticket-promise-holiday", Room: Desk, Page: weighed(view.Reply, expect.Weighed{Owner: maja.ID, Warnings: []expect.Warning{holiday}, Better: &expect.Proposal{Kind: promise.Commitment, Due: at(18, 9, 0)}}, nil)},
		{Name: "ticket-move-against", Room: Desk, Page: moving},
		{Name: "portal-form-usually", Room: Portal, Page: form(at(17, 14, 50))},
		{Name: "portal-form-slower", Room: Portal, Page: form(at(18, 11, 0))},
	}
}
