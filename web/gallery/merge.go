package gallery

import (
	"context"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

// sameAgain is what a customer asked a second time.
func sameAgain(by people.Person) *story {
	return asked(by, 4815, "Still no internet in the shop", "Me again. The line is dead, also on the second socket.", at(17, 9, 40), at(17, 13, 40))
}

// merging is the page of merging waiting's ticket.
func merging(with func(ctx context.Context, m *view.Merge)) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		from := sameAgain(hanna)
		m := view.Merge{Ticket: from.Ticket, Customer: hanna.Name, Now: now()}
		m.Frame = frame(i18n.T(ctx, "merge.title", i18n.Blanks{Number: "4815"}), "merge")
		m.Frame.Side, m.Frame.Flow = side(""), true
		with(ctx, &m)
		return view.MergePage(m)
	})
}

// previewOf is what merging the second question into a ticket would do.
func previewOf(from, into *story, late bool) *ticket.MergePreview {
	p := &ticket.MergePreview{From: from.Whole, Into: into.Whole, Messages: 1, IsLate: late, IsAnother: from.RequesterID != into.RequesterID}
	for _, one := range into.Promises {
		if one.State == promise.Pending {
			p.Then = append(p.Then, one)
		}
	}
	return p
}

// anothers is another customer's ticket that owes something.
func anothers() *story {
	s := late()
	s.Requester, s.RequesterID = eleni, eleni.ID
	return s
}

// candidates are open tickets that were found, one of them with a name and a subject as long as they get.
func candidates() []ticket.Candidate {
	return []ticket.Candidate{
		{Number: 4812, Subject: subject, Locale: "en", Customer: hanna.Name, Company: hanna.Company, Status: promise.Open, NextKind: promise.Commitment, Words: "Oskar mends the line", NextDue: at(17, 16, 0), IsTheirs: true},
		{Number: 4790, Subject: "Πότε έρχεται ο τεχνικός;", Locale: "el", Customer: eleni.Name, Company: eleni.Company, Status: promise.New, NextKind: promise.FirstReply, NextDue: at(18, 10, 0)},
		{Number: 4711, Subject: wordy().Subject, Locale: "en", Customer: wordy().Requester.Name, Company: "A company", Status: promise.Awaiting, NextKind: promise.FollowUp, NextDue: at(19, 9, 0)},
	}
}

// mergedAway is a ticket that was merged into another one.
func mergedAway() *story {
	s := sameAgain(hanna)
	why, when := promise.Merged, at(17, 11, 0)
	for _, p := range s.Promises {
		p.State, p.Ended = promise.Superseded, when
	}
	s.Messages = nil
	s.Status, s.CloseReason, s.ClosedAt, s.UnansweredSince = promise.Closed, &why, &when, nil
	s.happened(event.Event{At: when, Kind: event.Merged, ActorID: &maja.ID, Became: "4812"})
	s.next()
	return s
}

// tookIn is a ticket that another one was merged into, and a third that went again.
func tookIn() *story {
	s := waiting()
	when := at(17, 11, 0)
	s.happened(event.Event{At: when, Kind: event.MergedHere, ActorID: &maja.ID, Became: "4815"})
	m := s.says(hanna, at(17, 9, 40), "Me again. The line is dead, also on the second socket.")
	s.happened(event.Event{At: when, Kind: event.MessageCame, ActorID: &maja.ID, MessageID: m})
	s.happened(event.Event{At: at(17, 11, 5), Kind: event.MergedHere, ActorID: &jonas.ID, Became: "4820"})
	s.happened(event.Event{At: at(17, 11, 6), Kind: event.UnmergedHere, ActorID: &jonas.ID, Was: "4820"})
	s.Merged.Here = []ticket.Other{{ID: 15, Number: 4815, By: maja.ID, At: when, CanUndo: true}}
	return s
}

func mergeStates() []State {
	into := func(can bool) *ticket.Other {
		return &ticket.Other{ID: 12, Number: 4812, By: maja.ID, At: at(17, 11, 0), CanUndo: can}
	}
	late := mergedAway()
	late.happened(event.Event{At: at(17, 11, 1), Kind: event.Unmerged, ActorID: &jonas.ID, Was: "4812"})
	return []State{
		{Name: "merge", Room: Desk, Page: merging(func(_ context.Context, m *view.Merge) { m.Found = candidates()[:1] })},
		{Name: "merge-none", Room: Desk, Page: merging(func(context.Context, *view.Merge) {})},
		{Name: "merge-search", Room: Desk, Page: merging(func(_ context.Context, m *view.Merge) { m.Words, m.Found = "net", candidates() })},
		{Name: "merge-nothing-found", Room: Desk, Page: merging(func(_ context.Context, m *view.Merge) { m.Words = "zzz" })},
		{Name: "merge-refused", Room: Desk, Page: merging(func(ctx context.Context, m *view.Merge) {
			m.Problems = []ui.Problem{{Field: "into", Message: i18n.T(ctx, "merge.fault.unknown")}}
			m.Found = candidates()[:1]
		})},
		{Name: "merge-preview", Room: Desk, Page: merging(func(_ context.Context, m *view.Merge) { m.Preview = previewOf(sameAgain(hanna), waiting(), false) })},
		{Name: "merge-preview-other", Room: Desk, Page: merging(func(ctx context.Context, m *view.Merge) {
			m.Preview = previewOf(sameAgain(hanna), anothers(), true)
			m.Problems = []ui.Problem{{Field: "other", Message: i18n.T(ctx, "merge.fault.other_person")}}
		})},
		{Name: "merge-closed", Room: Desk, Page: merging(func(ctx context.Context, m *view.Merge) {
			m.Ticket.Status, m.Clash = promise.Closed, i18n.T(ctx, "merge.fault.closed_this")
		})},
		{Name: "ticket-merged", Room: Desk, Page: opened(mergedAway(), func(_ context.Context, t *view.Ticket) { t.Whole.Merged.Into = into(true) })},
		{Name: "ticket-merged-for-good", Room: Desk, Page: opened(late, func(_ context.Context, t *view.Ticket) { t.Whole.Merged.Into = into(false) })},
		{Name: "ticket-took-in", Room: Desk, Page: opened(tookIn(), func(_ context.Context, t *view.Ticket) { t.Whole.Merged = tookIn().Merged })},
		{Name: "portal-ticket-took-in", Room: Portal, Page: customers(portal.Opened{Whole: tookIn().seen()})},
	}
}
