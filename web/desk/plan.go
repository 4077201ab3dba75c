package desk

import (
	"context"
	"strconv"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// Acts on what stands above the customer's conversation.
const (
	Understanding = string(ticket.Understanding)
	Plan          = string(ticket.Plan)
)

// outlined is one of the two texts as the panel shows it.
type outlined struct {
	part          ticket.OutlinePart
	title, icon   string
	none          string // nothing stands there yet
	write, change string // what the button says, as long as nothing stands there and then
	label         string
}

func (t Ticket) outlines(ctx context.Context) []outlined {
	l := i18n.From(ctx)
	return []outlined{
		{part: ticket.Understanding, icon: "bulb", title: l.T("plan.understanding.title"), none: l.T("plan.understanding.none"), write: l.T("plan.understanding.write"), change: l.T("plan.understanding.change"), label: l.T("plan.understanding.label")},
		{part: ticket.Plan, icon: "list", title: l.T("plan.plan.title"), none: l.T("plan.plan.none"), write: l.T("plan.plan.write"), change: l.T("plan.plan.change"), label: l.T("plan.plan.label")},
	}
}

// outlineText is what stands in the form of a part: what was typed, else what stands.
func (t Ticket) outlineText(part ticket.OutlinePart) string {
	if t.isOpen(string(part), 0) && (len(t.Problems) > 0 || t.Clash != "") {
		return t.Entry.Text
	}
	if o := t.Whole.Outline(part); o != nil {
		return o.Body
	}
	return ""
}

func (t Ticket) outlineSeen(part ticket.OutlinePart) string {
	return strconv.FormatInt(int64(t.Whole.OutlineSeen(part)), 10)
}

// outlineRedactAddress is where somebody who may removes such a text for good; "" where nobody may or nothing is left.
func (t Ticket) outlineRedactAddress(o ticket.Outline) string {
	if !t.Me.Acting().Can(people.Redact, int64(t.Whole.ID)) || o.Body == "" {
		return ""
	}
	return "/desk/tickets/" + t.number() + "/outlines/" + strconv.FormatInt(int64(o.ID), 10) + "/redaction"
}

// outlineSaid is what the customer answered to a text of ours; "" if nothing.
func (t Ticket) outlineSaid(ctx context.Context, o ticket.Outline) (icon, words string) {
	if o.Answer == nil || o.AnsweredAt == nil {
		return "", ""
	}
	l := i18n.From(ctx)
	b := i18n.Blanks{Customer: t.customer(), When: l.At(*o.AnsweredAt, t.Now)}
	if *o.Answer == ticket.SaidRight {
		return "check", l.T("plan.said.right", b)
	}
	return "undo", l.T("plan.said.not_quite", b)
}

// outlineLine is line for what stands above the customer's conversation.
func (t Ticket) outlineLine(ctx context.Context, e event.Event) *line {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID), Customer: t.customer()}
	switch e.Kind {
	case event.UnderstandingWritten:
		return &line{icon: "bulb", parts: l.Parts("plan.event.understood", b)}
	case event.UnderstandingRemoved:
		return &line{icon: "minus", parts: l.Parts("plan.event.understanding_removed", b)}
	case event.UnderstandingRight:
		return &line{icon: "check", parts: l.Parts("plan.event.right", b)}
	case event.PlanWritten:
		return &line{icon: "list", parts: l.Parts("plan.event.planned", b)}
	case event.PlanRemoved:
		return &line{icon: "minus", parts: l.Parts("plan.event.plan_removed", b)}
	default:
		return nil
	}
}

// outlineBy is who wrote such a text, and when.
func (t Ticket) outlineBy(ctx context.Context, o ticket.Outline) string {
	l := i18n.From(ctx)
	return l.T("plan.written", i18n.Blanks{Name: ui.Clean(o.ByName), When: l.At(o.At, t.Now)})
}
