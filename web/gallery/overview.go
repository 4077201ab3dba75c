package gallery

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// The supervisors' desk is looked at by Ingrid.
func overview(o view.Overview) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		ctx = layout.WithViewer(ctx, layout.Viewer{Name: ingrid.Name, Hue: int(ingrid.ID), Initials: ui.Initials(ingrid.Name), Role: string(ingrid.Role)})
		o.Frame = frame(i18n.T(ctx, "layout.nav.supervisor"), "supervisor")
		o.Frame.Side, o.Frame.Flow = side("office"), true
		o.Me, o.Now, o.From, o.To = ingrid.ID, now(), at(17, 8, 0), at(17, 18, 0)
		o.Until, o.IsOpen, o.Limits = at(17, 16, 0), true, ticket.DefaultLimits()
		o.Asked.Staff, o.Asked.Me, o.Asked.Now, o.Asked.Limits, o.Asked.Back = staff(), ingrid, now(), ticket.DefaultLimits(), "/office"
		return view.OverviewPage(o).Render(ctx, w)
	})
}

// wondering is what colleagues ask.
func wondering() view.Questions {
	roof := promised().question(freja, at(17, 14, 10), at(17, 16, 0), "Who may open the roof cabinet at Nordby Skole without the caretaker?", "")
	roof.ID = 2
	return view.Questions{All: []ticket.Enquiry{askedUp().Questions[0], *roof}}
}

// kept are promises that were kept at these minutes after eight.
func kept(minutes ...int) []ticket.Point {
	var all []ticket.Point
	for _, m := range minutes {
		all = append(all, ticket.Point{At: at(17, 8, m), State: promise.Kept})
	}
	return all
}

func to(points []ticket.Point, minutes ...int) []ticket.Point {
	for _, m := range minutes {
		points = append(points, ticket.Point{At: at(17, 8, m), State: promise.Pending})
	}
	return points
}

// loads are everybody's day, as the design has it.
func loads() []ticket.Load {
	of := func(p people.Person, open, next int, points []ticket.Point) ticket.Load {
		l := ticket.Load{ID: p.ID, Name: p.Name, Role: p.Role, Open: open, Next: next, Points: points}
		for _, one := range points {
			if one.State == promise.Kept {
				l.Kept++
			}
		}
		return l
	}
	busy := append(to(kept(54, 105, 306), 456, 465, 474, 486, 495),
		ticket.Point{At: at(17, 11, 39), State: promise.Broken}, ticket.Point{At: at(17, 14, 6), State: promise.Broken, Owed: true})
	return []ticket.Load{
		of(freja, 2, 1, to(kept(186, 354), 435, 520)), of(ingrid, 0, 0, nil), of(jonas, 8, 6, busy),
		of(maja, 9, 2, to(kept(12, 75, 126, 198, 271), 390, 420, 534)), of(nikos, 7, 2, to(kept(84, 165, 264), 397, 480)),
		of(oskar, 3, 1, to(kept(18), 450)), of(zofia, 6, 1, to(kept(27, 150, 246, 327), 405)),
	}
}

// aMatter is a ticket as the supervisors' lists show it.
func aMatter(number int64, subject string, customer people.Person, kind promise.Kind, due time.Time, owner *people.Person) ticket.Matter {
	m := ticket.Matter{
		ID: ticket.ID(number), Number: number, Subject: subject, Locale: customer.Locale, TeamID: firstLine, TeamName: "First line", TeamIcon: "users",
		Customer: customer.Name, Company: customer.Company, Kind: kind, Due: due, Again: at(17, 15, 15),
	}
	if owner != nil {
		m.AssigneeID, m.AssigneeName = &owner.ID, &owner.Name
	}
	return m
}

// totalled says on each how many there are.
func totalled(n int, all ...ticket.Matter) []ticket.Matter {
	for i := range all {
		all[i].Total = n
	}
	return all
}

func lateMatters() []ticket.Matter {
	goran := guest(121, "Göran Åström", "", i18n.SV)
	return totalled(2,
		aMatter(4790, "Fakturan visar två månader", goran, promise.NextReply, at(17, 14, 6), &jonas),
		aMatter(4826, "Router ciągle się restartuje", alek, promise.FirstReply, at(17, 14, 13), nil))
}

func riskMatters() []ticket.Matter {
	part := aMatter(4799, "Fault in the street cabinet, Havnegade", guest(122, "Oliver Webb", "Webb & Sons", i18n.EN), promise.Commitment, at(17, 15, 30), &zofia)
	part.Words = "The new part is in place"
	return totalled(5,
		aMatter(4812, subject, hanna, promise.Update, at(17, 14, 30), &maja),
		aMatter(4815, "Δεν έχω σύνδεση στο διαμέρισμα", eleni, promise.NextReply, at(17, 14, 37), &nikos),
		aMatter(4817, "Faktura za przeprowadzkę", alek, promise.FirstReply, at(17, 14, 45), nil),
		part,
		aMatter(4801, "Card payments fail every hour", guest(123, "James Carter", "Harbour Hotel", i18n.EN), promise.Resolution, at(17, 15, 36), &jonas))
}

func unsorry() ticket.Unsorry {
	drafted, came, rang := "drafted", at(17, 8, 20), at(17, 9, 50)
	waiting, leave := "waiting", at(17, 14, 28)
	return ticket.Unsorry{Tickets: 4, Customers: 4, List: []ticket.Unsaid{
		{
			ID: 4803, Number: 4803, Subject: "Ring mig om nettet", Locale: i18n.DA, Customer: "Jens Overgaard", AssigneeID: &jonas.ID, AssigneeName: &jonas.Name, State: &drafted,
			Broken: []ticket.Broken{{Kind: promise.Commitment, Words: "Vi ringer til dig", Due: at(17, 11, 40)}},
			Next:   &ticket.Standing{Kind: promise.Commitment, Words: "Vi ringer til dig", Due: at(17, 15, 0)},
		},
		{
			ID: 4826, Number: 4826, Subject: "Router ciągle się restartuje", Locale: i18n.PL, Customer: alek.Name, Company: alek.Company, State: &waiting, LeaveAt: &leave,
			Broken: []ticket.Broken{{Kind: promise.FirstReply, Due: at(17, 14, 13)}}, Next: &ticket.Standing{Kind: promise.FirstReply, Due: at(17, 15, 15)},
		},
		{
			ID: 4771, Number: 4771, Subject: "No phone in room 12", Locale: i18n.EN, Customer: "Villa Strand Hotel", SaidToday: true,
			Broken: []ticket.Broken{{Kind: promise.Update, Due: at(16, 17, 0), Delivered: &came}},
		},
		{
			ID: 4802, Number: 4802, Subject: "No internet since last night", Locale: i18n.EN, Customer: hanna.Name, Company: hanna.Company, State: &waiting, LeaveAt: &leave,
			Broken: []ticket.Broken{{Kind: promise.Callback, Opens: at(17, 9, 0), Due: at(17, 9, 30), Delivered: &rang}, {Kind: promise.Visit, Opens: at(17, 12, 0), Due: at(17, 14, 0)}},
			Next:   &ticket.Standing{Kind: promise.Visit, Opens: at(18, 10, 0), Due: at(18, 12, 0)},
		},
	}}
}

func beating() ticket.Pulse {
	return ticket.Pulse{Beats: []ticket.Beat{{Name: "one", Ago: 4 * time.Second}, {Name: "two", Ago: 9 * time.Second}}}
}

// troubled is a worker that stands still, with mails that did not get through.
func troubled() ticket.Pulse {
	number, next := int64(4812), at(17, 14, 21)
	return ticket.Pulse{
		Beats: []ticket.Beat{{Name: "one", Ago: 13 * time.Minute}}, Lag: 12 * time.Minute, Tries: 8, StuckAll: 4, Jobs: 2, NextJob: 40 * time.Second,
		Stuck: []ticket.Stuck{
			{Number: 4815, Subject: "Δεν έχω σύνδεση στο διαμέρισμα", Locale: i18n.EL, Tries: 7, Next: 2 * time.Minute, Error: "ticket 4815: read the calendar: unknown time zone Nowhere/Land"},
			{Number: 4826, Subject: "Router ciągle się restartuje", Locale: i18n.PL, Tries: 1, Error: "not done within 10s: timeout: context deadline exceeded"},
		},
		Again: []ticket.Retry{{Number: &number, Tries: 3, Next: &next, Error: "451 4.7.1 Please try again later"}, {Tries: 1}},
	}
}

// braked is a morning on which everything broke at once.
func braked() ticket.Braked {
	b := ticket.Braked{Count: 64, Customers: 61, Languages: i18n.Locales}
	for i, c := range []people.Person{hanna, eleni, alek} {
		b.List = append(b.List, ticket.HeldApology{
			Number: 4812 + int64(i), Subject: subject, Locale: c.Locale, Customer: c.Name, Company: c.Company, Dues: []time.Time{at(17, 13, 30), at(17, 14, 0)}, Made: at(17, 14, 5),
		})
	}
	return b
}

// many is more of everything than the page shows, in words as long as words get.
func many() view.Overview {
	long := strings.Repeat("Konstantynopolitańczykowianeczka", 4)
	o := view.Overview{Loads: loads(), Unsorry: unsorry(), Asked: wondering(), AskedAll: 19, Levels: []ticket.Level{{Level: 1, Count: 31}, {Level: 2, Count: 12}, {Level: 3, Count: 1}}, Pulse: troubled()}
	for i := range 8 {
		o.Late = append(o.Late, aMatter(1_204_812+int64(i), fmt.Sprintf("%d %s", i+1, long), alek, promise.FirstReply, at(16, 9, 7*i), nil))
	}
	o.Late, o.Risk = totalled(211, o.Late...), totalled(1045, riskMatters()...)
	o.Unsorry.Tickets, o.Unsorry.Customers = 122, 97
	o.Unsorry.List[0].Customer, o.Unsorry.List[0].Subject = long, long
	return o
}

func overviewStates() []State {
	levels := []ticket.Level{{Level: 1, Count: 2}, {Level: 2, Count: 1}}
	full := view.Overview{Loads: loads(), Late: lateMatters(), Risk: riskMatters(), Unsorry: unsorry(), Levels: levels, Asked: wondering(), AskedAll: 2, Pulse: beating()}
	calm := view.Overview{Loads: loads()[:2], Pulse: beating()}
	calm.Loads[0].Points, calm.Loads[0].Next = calm.Loads[0].Points[:2], 0
	held := full
	held.Held, held.Pulse = braked(), troubled()
	refused := full
	refused.Open, refused.Entry = view.FormID(view.FormTake, 4790), view.Entry{}
	clash := full
	return []State{
		{Name: "office", Room: Office, Page: overview(full)},
		{Name: "office-calm", Room: Office, Page: overview(calm)},
		{Name: "office-brake", Room: Office, Page: overview(held)},
		{Name: "office-many", Room: Office, Page: overview(many())},
		{Name: "office-refused", Room: Office, Page: page(func(ctx context.Context) templ.Component {
			o := refused
			o.Problems = []ui.Problem{{Field: "reason", Message: i18n.T(ctx, "fault.required")}}
			return overview(o)
		})},
		{Name: "office-second", Room: Office, Page: page(func(ctx context.Context) templ.Component {
			o := clash
			o.Clash = i18n.T(ctx, "fault.taken", i18n.Blanks{Name: freja.Name})
			return overview(o)
		})},
	}
}
