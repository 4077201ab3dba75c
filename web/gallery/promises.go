package gallery

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	office "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// allFound are promises of every kind, and of every end that one can have.
func allFound() []ticket.Found {
	var all []ticket.Found
	came, sorry, failed, moved := at(17, 14, 0), at(17, 13, 45), at(17, 14, 5), at(18, 10, 0)
	into := int64(4830)
	for i, k := range ticket.PromiseKinds {
		f := ticket.Found{
			ID: promise.ID(100 - i), Number: 4812 - int64(i), Subject: subject, Locale: hanna.Locale, Customer: hanna.Name, TeamName: "First line",
			Kind: k, State: promise.Pending, MadeAt: at(17, 9, 0), Due: at(18, 12-i, 0), Told: true,
		}
		if i%2 == 0 {
			f.OwnerID, f.OwnerName = &maja.ID, &maja.Name
		}
		switch i {
		case 1:
			f.State, f.EndedAt = promise.Kept, &came
		case 2:
			f.State, f.EndedAt, f.FailedAt = promise.Kept, &came, &failed
		case 3:
			f.State, f.Due = promise.Paused, at(18, 9, 0)
		case 4:
			f.State, f.Due, f.Opens, f.Elsewhere = promise.Broken, at(17, 13, 0), pointer(at(17, 12, 30)), &into
		case 5:
			f.State, f.Due, f.DeliveredAt, f.ApologisedAt = promise.Broken, at(17, 12, 30), &came, &sorry
			f.Opens, f.Outcome = pointer(at(17, 10, 30)), promise.NotAtHome
		case 6:
			f.State, f.MovedTo, f.Words = promise.Superseded, &moved, whereFault
		case 7:
			f.State, f.EndedAt = promise.Lapsed, &came
		case 8:
			f.State, f.EndedAt, f.Recovers = promise.Withdrawn, &came, true
		}
		all = append(all, f)
	}
	all[9].Subject = strings.Repeat("Konstantynopolitańczykowianeczka", 4)
	return all
}

func rates(all ...int) (s []ticket.Rate) {
	for i := 0; i < len(all); i += 2 {
		s = append(s, ticket.Rate{Kept: all[i], All: all[i+1]})
	}
	return s
}

func promisesPage(p office.Promises) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		f := frame(i18n.T(ctx, "promises.title"), "promises")
		f.Side, f.Flow = side("office"), true
		p.Frame, p.Now, p.Zone, p.Teams, p.Staff = f, now(), zone(), teams(), []people.Person{maja, zofia}
		p.All, p.Mine = ticket.Score{Rates: rates(47, 50, 180, 200, 612, 655, 2_310, 2_498)}, ticket.Score{Rates: rates(9, 9, 31, 33, 0, 0, 112, 118)}
		p.ByTeam = []ticket.Score{
			{TeamID: firstLine, TeamName: "First line", Rates: rates(40, 41, 120, 128, 412, 440, 1_510, 1_600)},
			{TeamID: technical, TeamName: "Technical", Rates: rates(7, 9, 60, 72, 200, 215, 800, 898)},
			{TeamID: business, TeamName: "Business", Rates: rates(0, 0, 0, 0, 0, 0, 0, 0)},
		}
		for i := range p.Problems {
			p.Problems[i].Message = i18n.T(ctx, p.Problems[i].Message)
		}
		return office.PromisesPage(p).Render(ctx, w)
	})
}

func promisesStates() []State {
	return []State{
		{Name: "promises", Room: Office, Page: promisesPage(office.Promises{Found: allFound(), Older: office.PromisesPath + "?before=1.1"})},
		{Name: "promises-sought", Room: Office, Page: promisesPage(office.Promises{Found: allFound()[4:6], Typed: office.PromisesTyped{State: "broken", Owner: "1", From: "2026-03-01", Unsorry: true}})},
		{Name: "promises-none", Room: Office, Page: promisesPage(office.Promises{Typed: office.PromisesTyped{Kind: "visit"}})},
		{Name: "promises-empty", Room: Office, Page: promisesPage(office.Promises{})},
		{Name: "promises-slow", Room: Office, Page: promisesPage(office.Promises{IsSlow: true, Typed: office.PromisesTyped{Later: true}})},
		{Name: "promises-refused", Room: Office, Page: promisesPage(office.Promises{
			Typed:    office.PromisesTyped{From: "2026-03-18", To: "2026-03-17"},
			Problems: []ui.Problem{{Field: "to", Message: "promises.fault.order"}},
		})},
	}
}
