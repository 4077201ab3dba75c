package gallery

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// away are the absences of the gallery: one that runs, one to come without a stand-in, and a colleague's.
func away() people.Absences {
	return people.Absences{
		{ID: 1, Person: maja.ID, Name: maja.Name, Begins: at(16, 0, 0), Ends: at(21, 0, 0), StandIn: jonas.ID, StandInName: jonas.Name, Able: true},
		{ID: 2, Person: maja.ID, Name: maja.Name, Begins: at(26, 13, 0), Ends: at(27, 0, 0)},
		{ID: 3, Person: jonas.ID, Name: jonas.Name, Begins: at(20, 0, 0), Ends: at(21, 0, 0), StandIn: zofia.ID, StandInName: zofia.Name, Able: true},
	}
}

func absenceForm() view.AbsenceForm {
	return view.AbsenceForm{
		People:   []people.Called{{ID: maja.ID, Name: maja.Name}, {ID: jonas.ID, Name: jonas.Name}},
		StandIns: []people.Person{ingrid, jonas, zofia},
	}
}

func absences(p view.Absences) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		p.Frame = frame(i18n.T(ctx, "layout.me.settings"), "profile")
		p.Frame.Side, p.Frame.Flow = side(""), true
		p.Me, p.Now = maja, now()
		if p.Form.From != "" {
			p.Form.Problems = []ui.Problem{
				{Field: "until", Label: i18n.T(ctx, "absence.until"), Message: i18n.T(ctx, "absence.fault.order")},
				{Field: "stand_in", Label: i18n.T(ctx, "absence.stand_in"), Message: i18n.T(ctx, "absence.fault.oneself")},
			}
		}
		return view.AbsencesPage(p)
	})
}

// absencesOfVisits is the page of somebody who comes to customers.
func absencesOfVisits() templ.Component {
	return page(func(ctx context.Context) templ.Component {
		mine := people.Absence{ID: 5, Person: oskar.ID, Name: oskar.Name, Begins: at(26, 0, 0), Ends: at(28, 0, 0)}
		p := view.Absences{Frame: frame(i18n.T(ctx, "layout.me.settings"), "profile"), Me: oskar, Now: now(), All: people.Absences{mine}, Visits: true}
		p.Form.People = []people.Called{{ID: oskar.ID, Name: oskar.Name}}
		p.Frame.Flow = true
		p.Earlier = []people.Absence{{ID: 4, Person: oskar.ID, Name: oskar.Name, Begins: at(12, 0, 0), Ends: at(14, 0, 0)}}
		return view.AbsencesPage(p)
	})
}

// changedAbsence is the form of one that somebody else has changed meanwhile.
func changedAbsence() templ.Component {
	return page(func(ctx context.Context) templ.Component {
		a := away()[0]
		p := view.OneAbsence{Frame: frame(i18n.T(ctx, "absence.change_title"), "profile"), Me: ingrid, Now: now(), Absence: a, Stale: true, Form: view.AbsenceFormOf(a, zone())}
		p.Frame.Side, p.Frame.Flow = side(""), true
		p.Form.Until, p.Form.Begun, p.Form.StandIns = "2026-03-23", true, absenceForm().StandIns
		p.Form.Problems = []ui.Problem{{Message: i18n.T(ctx, "absence.fault.changed")}}
		return view.AbsencePage(p)
	})
}

func oneAbsence(begun bool) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		a := away()[1]
		if begun {
			a = away()[0]
		}
		p := view.OneAbsence{Frame: frame(i18n.T(ctx, "absence.change_title"), "profile"), Me: maja, Now: now(), Absence: a, Form: view.AbsenceFormOf(a, zone())}
		p.Frame.Side, p.Frame.Flow = side(""), true
		p.Form.Begun, p.Form.StandIns = begun, absenceForm().StandIns
		return view.AbsencePage(p)
	})
}

// stopsWhileAway is the page of somebody who comes to customers.
func stopsWhileAway() templ.Component {
	return page(func(ctx context.Context) templ.Component {
		opens, due, lent := at(18, 10, 0), at(18, 12, 0), at(19, 9, 0)
		done := func(kind event.Kind, hour int) ticket.Done {
			return ticket.Done{Kind: kind, At: at(13, hour, 5), By: maja.Name, Promise: promise.Visit, Was: &opens, Became: &lent, Opens: &opens, DueAt: &due}
		}
		p := view.WhileAway{Frame: frame(i18n.T(ctx, "absence.happened"), "profile"), Me: oskar, Now: now(), Visits: true, Tickets: []ticket.Meanwhile{
			{ID: 1, Number: 4812, Subject: "No internet since last night", Locale: i18n.EN, Customer: "Hanna Lund", IsLive: true, Done: []ticket.Done{done(event.PromiseMade, 9), done(event.PromiseMoved, 11)}},
			{Done: []ticket.Done{done(event.PromiseWithdrawn, 12)}, Lent: []ticket.Lent{{ID: 9, Kind: promise.Visit, Opens: &lent, DueAt: lent.Add(2 * time.Hour), Has: "First line"}}},
		}}
		p.Absence = people.Absence{ID: 4, Person: oskar.ID, Name: oskar.Name, Begins: at(12, 0, 0), Ends: at(17, 0, 0)}
		p.Frame.Side, p.Frame.Flow = side(""), true
		return view.WhileAwayPage(p)
	})
}

func whileAway(all []ticket.Meanwhile) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		a := people.Absence{ID: 4, Person: maja.ID, Name: maja.Name, Begins: at(12, 0, 0), Ends: at(17, 0, 0), StandIn: jonas.ID, StandInName: jonas.Name, Able: true}
		p := view.WhileAway{Frame: frame(i18n.T(ctx, "absence.happened"), "profile"), Me: maja, Now: now(), Absence: a, Tickets: all}
		p.Frame.Side, p.Frame.Flow = side(""), true
		return view.WhileAwayPage(p)
	})
}

// meanwhile is all that the page can tell.
func meanwhile() []ticket.Meanwhile {
	was, became := at(13, 12, 0), at(14, 12, 0)
	done := func(kind event.Kind, hour int, by, to string) ticket.Done {
		return ticket.Done{Kind: kind, At: at(13, hour, 5), By: by, To: to}
	}
	promised := func(kind event.Kind, hour int, by, words string) ticket.Done {
		d := done(kind, hour, by, "")
		d.Promise, d.Words, d.Was, d.Became = promise.Commitment, words, &was, &became
		return d
	}
	return []ticket.Meanwhile{
		{
			ID: 1, Number: 4812, Subject: "No internet since last night", Locale: i18n.EN, Customer: "Hanna Lund", IsLive: true, Owner: &zofia.ID, Has: zofia.Name, WasTaken: true,
			Done: []ticket.Done{
				done(event.CustomerWrote, 8, "", ""), done(event.StaffReplied, 9, jonas.Name, ""), promised(event.PromiseKept, 10, jonas.Name, "We tell you where the fault is"),
				promised(event.PromiseMoved, 11, jonas.Name, "a technician comes"), promised(event.PromiseBroken, 12, "", "the new router is posted"), promised(event.PromiseWithdrawn, 13, ingrid.Name, "a letter"),
				done(event.TakenOver, 14, ingrid.Name, ""), done(event.TicketAssigned, 15, ingrid.Name, zofia.Name), done(event.TicketReleased, 16, ingrid.Name, ""),
			},
		},
		{
			ID: 2, Number: 4798, Subject: "Δεν έχω σύνδεση στο διαμέρισμα", Locale: i18n.EL, Customer: "Ελένη Παπαδοπούλου", IsLive: true, Owner: &maja.ID, Has: maja.Name,
			Done: []ticket.Done{
				done(event.CallLogged, 9, jonas.Name, ""), done(event.CustomerSaidNotYet, 10, "", ""), done(event.CustomerConfirmed, 11, "", ""),
				done(event.TicketSolved, 12, jonas.Name, ""), done(event.TicketReopened, 13, jonas.Name, ""),
			},
			Lent: []ticket.Lent{{ID: 9, Kind: promise.Callback, DueAt: now().Add(26 * time.Hour), Has: jonas.Name}},
		},
	}
}

func absenceStates() []State {
	refused := absenceForm()
	refused.From, refused.Until, refused.StandIn = "2026-03-20", "2026-03-19", maja.ID
	earlier := []people.Absence{{ID: 4, Person: maja.ID, Name: maja.Name, Begins: at(12, 0, 0), Ends: at(14, 0, 0)}}
	return []State{
		{Name: "absences", Room: Desk, Page: absences(view.Absences{All: away(), Earlier: earlier, Form: absenceForm()})},
		{Name: "absences-none", Room: Desk, Page: absences(view.Absences{Form: view.AbsenceForm{StandIns: absenceForm().StandIns}})},
		{Name: "absences-refused", Room: Desk, Page: absences(view.Absences{All: away(), Form: refused})},
		{Name: "absences-of-visits", Room: Desk, Page: oskars(absencesOfVisits())},
		{Name: "absence", Room: Desk, Page: oneAbsence(false)},
		{Name: "absence-begun", Room: Desk, Page: oneAbsence(true)},
		{Name: "absence-changed", Room: Desk, Page: changedAbsence()},
		{Name: "absence-happened", Room: Desk, Page: whileAway(meanwhile())},
		{Name: "absence-happened-to-visits", Room: Desk, Page: oskars(stopsWhileAway())},
		{Name: "absence-nothing-happened", Room: Desk, Page: whileAway(nil)},
	}
}
