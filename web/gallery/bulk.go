package gallery

import (
	"context"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
)

// bulkStates are what is done to many tickets: saying what, how far it is, and what came of it.
func bulkStates() []State {
	form := func(f view.BulkForm) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			f.Frame = frame(view.BulkTitle(ctx, f.Verb), "bulk")
			f.Frame.Side, f.Frame.Flow = side("open"), true
			f.Chosen.Back, f.Me, f.Most, f.ListName = "/desk", maja.ID, 50_000, (view.List{}).Name(ctx)
			for i := range f.Chosen.Numbers {
				r := comingRows()[i]
				f.Named = append(f.Named, ticket.Named{Number: r.number, Subject: r.subject, Locale: r.customer.Locale})
			}
			f.Staff = []people.Person{maja, jonas, zofia}
			return view.BulkFormPage(f)
		})
	}
	result := func(a ticket.BulkAct, rows func(ctx context.Context) []view.BulkLine) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			a.ID, a.BegunAt = 1, now()
			r := view.BulkResult{Act: a, First: true, Here: view.BulkAddress(1), Rows: rows(ctx)}
			r.Frame = frame(r.What(ctx), "bulk")
			r.Frame.Side, r.Frame.Flow = side("open"), true
			return view.BulkResultPage(r)
		})
	}
	chosen := view.Chosen{Numbers: []int64{4809, 4815, 4816}}
	jonasAct := ticket.BulkAct{Verb: ticket.BulkAssign, Target: "3", Named: jonas.Name}
	done, going, undone := jonasAct, jonasAct, jonasAct
	end := now()
	done.FinishedAt, done.Total, done.Done, done.Same, done.Refused, done.Missing = &end, 5, 2, 1, 1, 1
	going.Total, going.Done = 1_240, 412
	undone.FinishedAt, undone.UndoAt, undone.UndoneAt, undone.Total, undone.Done, undone.Back, undone.Stayed = &end, &end, &end, 2, 2, 1, 1
	return []State{
		{Name: "bulk-none", Room: Desk, Page: form(view.BulkForm{})},
		{Name: "bulk-verbs", Room: Desk, Page: form(view.BulkForm{Chosen: chosen})},
		{Name: "bulk-assign", Room: Desk, Page: form(view.BulkForm{Chosen: chosen, Verb: ticket.BulkAssign})},
		{Name: "bulk-words", Room: Desk, Page: form(view.BulkForm{Chosen: view.Chosen{IsAll: true}, Verb: ticket.BulkSolve})},
		{Name: "bulk-spam", Room: Desk, Page: form(view.BulkForm{Chosen: chosen, Verb: ticket.BulkSpam})},
		{Name: "bulk-result", Room: Desk, Page: result(done, bulkLines)},
		{Name: "bulk-progress", Room: Desk, Page: result(going, func(context.Context) []view.BulkLine { return nil })},
		{Name: "bulk-undone", Room: Desk, Page: result(undone, undoneLines)},
	}
}

func bulkLine(i int, outcome string) view.BulkLine {
	r := comingRows()[i]
	return view.BulkLine{BulkRow: ticket.BulkRow{Number: r.number, Subject: &r.subject, Locale: &r.customer.Locale, Outcome: &outcome}}
}

func bulkLines(ctx context.Context) []view.BulkLine {
	missing, refused := bulkLine(0, ticket.BulkMissing), bulkLine(1, ticket.BulkRefused)
	missing.Number, missing.Subject = 4_711, nil
	refused.Why = i18n.T(ctx, "fault.taken", i18n.Blanks{Name: zofia.Name})
	return []view.BulkLine{refused, missing, bulkLine(2, ticket.BulkSame), bulkLine(3, ticket.BulkDone), bulkLine(4, ticket.BulkDone)}
}

func undoneLines(ctx context.Context) []view.BulkLine {
	stayed, back := bulkLine(3, ticket.BulkDone), bulkLine(4, ticket.BulkDone)
	no, yes := ticket.BulkRefused, ticket.BulkDone
	stayed.Undone, stayed.Why, back.Undone = &no, i18n.T(ctx, "bulk.fault.changed_since"), &yes
	return []view.BulkLine{stayed, back}
}
