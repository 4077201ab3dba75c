package gallery

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/ticket"
	desk "github.com/kepthq/kept/web/desk"
	portal "github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

const (
	firstGuess = "The router in the café has lost its connection."
	understood = "The café has had no internet since Monday night, and no card payments.\nThe fault is in the street, not in the router."
	planned    = "1. Oskar changes the connector in the street cabinet.\n2. Maja looks whether the router is back.\n3. If it is not, Emil comes on Thursday between 10 and 12."
)

// outlined is Hanna's ticket with what stands above its conversation.
func outlined(answer ticket.Said) *story {
	s := promised()
	s.outline(ticket.Understanding, firstGuess, at(17, 12, 31))
	s.outline(ticket.Understanding, understood, at(17, 13, 12))
	s.outline(ticket.Plan, planned, at(17, 13, 14))
	if answer != "" {
		when, m := at(17, 13, 40), ticket.MessageID(3)
		o := &s.Outlines[1]
		o.Answer, o.AnsweredAt = &answer, &when
		if answer == ticket.SaidNotQuite {
			word := "not_quite"
			o.MessageID, s.Messages[2].Said = &m, &word
		} else {
			s.happened(event.Event{At: when, ActorID: &s.RequesterID, Kind: event.UnderstandingRight})
		}
	}
	return s
}

func (s *story) outline(part ticket.OutlinePart, body string, when time.Time) {
	s.Outlines = append(s.Outlines, ticket.Outline{ID: ticket.OutlineID(len(s.Outlines) + 1), Part: part, Body: body, ByID: maja.ID, ByName: maja.Name, At: when})
	kind, by := event.UnderstandingWritten, maja.ID
	if part == ticket.Plan {
		kind = event.PlanWritten
	}
	s.happened(event.Event{At: when, ActorID: &by, Kind: kind})
}

func planStates() []State {
	refused := func(part string, with func(ctx context.Context, t *desk.Ticket)) templ.Component {
		return opened(outlined(""), func(ctx context.Context, t *desk.Ticket) {
			t.Open = part
			with(ctx, t)
		})
	}
	old := asked(hanna, 4812, subject, hannaAsks, at(16, 9, 58), at(17, 16, 30))
	long := promised()
	long.outline(ticket.Plan, strings.Repeat("Konstantynopolitańczykowianeczka", 8), at(17, 13, 14))
	gone := outlined("")
	when := at(17, 14, 0)
	gone.Outlines[1].Body, gone.Outlines[1].RedactedAt = "", &when
	states := []State{
		{Name: "ticket-outline", Room: Desk, Page: opened(outlined(""), nil)},
		{Name: "ticket-outline-right", Room: Desk, Page: opened(outlined(ticket.SaidRight), nil)},
		{Name: "ticket-outline-not-quite", Room: Desk, Page: opened(outlined(ticket.SaidNotQuite), nil)},
		{Name: "ticket-outline-wanted", Room: Desk, Page: opened(old, nil)},
		{Name: "ticket-outline-written", Room: Desk, Page: refused(desk.Understanding, func(context.Context, *desk.Ticket) {})},
		{Name: "ticket-outline-refused", Room: Desk, Page: refused(desk.Plan, func(ctx context.Context, t *desk.Ticket) {
			t.Entry.Text, t.Problems = planned, []desk.Problem{{Field: "body", Message: i18n.T(ctx, "fault.not_text")}}
		})},
		{Name: "ticket-outline-meanwhile", Room: Desk, Page: refused(desk.Plan, func(ctx context.Context, t *desk.Ticket) {
			t.Entry.Text, t.Clash = planned, i18n.T(ctx, "plan.fault.meanwhile")
		})},
		{Name: "portal-outline", Room: Portal, Page: outlinedPage(portal.Opened{Whole: outlined("").seen()})},
		{Name: "portal-outline-right", Room: Portal, Page: outlinedPage(portal.Opened{Whole: outlined(ticket.SaidRight).seen()})},
		{Name: "portal-outline-not-quite", Room: Portal, Page: outlinedPage(portal.Opened{Whole: outlined(ticket.SaidNotQuite).seen()})},
		{Name: "portal-outline-plan-alone", Room: Portal, Page: outlinedPage(portal.Opened{Whole: long.seen()})},
		{Name: "portal-outline-removed", Room: Portal, Page: outlinedPage(portal.Opened{Whole: gone.seen()})},
		{Name: "portal-outline-refused", Room: Portal, Page: page(func(ctx context.Context) templ.Component {
			return outlinedPage(portal.Opened{Whole: outlined("").seen(), Correct: portal.Written{
				Works: string(ticket.SaidNotQuite), Problems: []ui.Problem{{Field: portal.CorrectField, Label: i18n.T(ctx, "plan.portal.see"), Message: i18n.T(ctx, "fault.required")}},
			}})
		})},
		{Name: "portal-outline-anew", Room: Portal, Page: page(func(ctx context.Context) templ.Component {
			return outlinedPage(portal.Opened{Whole: outlined("").seen(), Correct: portal.Written{
				Problems: []ui.Problem{{Field: "outline-title", Label: i18n.T(ctx, "plan.portal.understanding"), Message: i18n.T(ctx, "plan.fault.anew")}},
			}})
		})},
	}
	return states
}

func outlinedPage(o portal.Opened) templ.Component {
	o.Correct.Key = "correct"
	return customers(o)
}
