package desk

import (
	"context"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/web/ui"
)

// line says an event in one sentence; nil for what a message already shows, or what nobody needs to read.
func (t Ticket) line(ctx context.Context, h happening) *line {
	e := h.Event
	switch {
	case e.Kind == event.HandedUp:
		return &line{icon: "escalate", parts: t.handedUp(ctx, e.Became)}
	case e.Kind == event.HandUpClosed:
		return &line{icon: "check", parts: i18n.From(ctx).Parts("thread.handed.closed")}
	case e.PromiseID != nil:
		return t.promiseLine(ctx, h)
	}
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID), Customer: t.customer(), Was: ui.Clean(e.Was)}
	switch e.Kind {
	case event.TicketAssigned:
		if e.PersonID != nil && e.ActorID != nil && *e.PersonID == *e.ActorID {
			if e.Became == "next" {
				return &line{icon: "user", parts: l.Parts("assign.event.next", b)}
			}
			return &line{icon: "user", parts: l.Parts("desk.event.taken", b)}
		}
		if e.PersonID != nil {
			b.Owner = t.person(ctx, *e.PersonID)
		}
		return &line{icon: "swap", parts: l.Parts("desk.event.assigned", b)}
	case event.TicketReleased:
		return &line{icon: "users", parts: l.Parts("desk.event.released", b)}
	case event.TeamChanged:
		b.Team = t.teamName(e.TeamID)
		return &line{icon: "users", parts: l.Parts("desk.event.team", b)}
	case event.PriorityChanged:
		b.From, b.To = priorityName(ctx, sla.Priority(e.Was)), priorityName(ctx, sla.Priority(e.Became))
		return &line{icon: "sort", parts: l.Parts("desk.event.priority", b)}
	case event.ReplyUndelivered:
		b.Reason = ui.Clean(e.Became)
		return &line{icon: "alert", parts: l.Parts("desk.event.undelivered", b)}
	case event.MailRetried:
		b.Kind = LetterName(ctx, outbox.Kind(e.Became))
		return &line{icon: "mail", parts: l.Parts("desk.event.mail_retried", b)}
	case event.MailReleased:
		b.Kind = LetterName(ctx, outbox.Kind(e.Became))
		return &line{icon: "mail", parts: l.Parts("desk.event.mail_released", b)}
	case event.MailArrived:
		b.Kind = LetterName(ctx, outbox.Kind(e.Became))
		return &line{icon: "mail", parts: l.Parts("desk.event.mail_arrived", b)}
	case event.Redacted:
		b.Reason = ui.Clean(e.Became)
		return &line{icon: "x", parts: l.Parts("redact.event", b)}
	case event.Emptied:
		if e.Became == "files" {
			return &line{icon: "x", parts: l.Parts("keep.event.files")}
		}
		return &line{icon: "x", parts: l.Parts("keep.event.texts")}
	case event.CustomerConfirmed:
		return &line{icon: "check", parts: l.Parts("desk.event.confirmed", b)}
	case event.TicketSolved:
		return &line{icon: "solve", parts: l.Parts("desk.event.solved", b)}
	case event.TicketReopened:
		return &line{icon: "undo", parts: l.Parts("desk.event.reopened", b)}
	case event.CallBegun, event.CallDropped, event.CallLogged:
		return t.callLine(ctx, e)
	case event.CalledSpam, event.NotSpam, event.Recovered:
		return t.spamLine(ctx, e)
	case event.Merged, event.MergedHere, event.Unmerged, event.UnmergedHere:
		return t.mergeLine(ctx, e)
	case event.TicketClosed:
		if e.Became == string(promise.Spam) || e.Became == string(promise.Merged) {
			return nil // the line before says it
		}
		return &line{icon: "lock", parts: l.Parts("desk.event.closed", b)}
	default:
		return t.waitingLine(ctx, h)
	}
}

// waitingLine is line for whose move it is, and for what became of an apology.
func (t Ticket) waitingLine(ctx context.Context, h happening) *line {
	e, l := h.Event, i18n.From(ctx)
	v := &line{}
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID), Customer: t.customer(), Reason: ui.Clean(e.Became), Owner: First(e.Was)}
	switch e.Kind {
	case event.AwaitsCustomer:
		v.icon, v.lang, v.parts = "pause", string(t.Whole.Locale), l.Parts("thread.awaits", b)
		if b.Reason != "" {
			v.parts = l.Parts("thread.awaits_for", b)
		}
	case event.TicketHeld:
		v.icon, v.parts = "pause", l.Parts("thread.on_hold", b)
		if b.Reason != "" {
			v.parts = l.Parts("thread.on_hold_for", b)
		}
	case event.TicketOpened:
		v.icon, v.parts = "inbox", l.Parts("thread.opened", b)
	case event.NoReplyNeeded:
		v.icon, v.parts = "minus", l.Parts("thread.no_reply", b)
	case event.TakenOver:
		v.icon, v.parts = "swap", l.Parts("thread.taken_over_free", b)
		if e.Was != "" {
			v.parts = l.Parts("thread.taken_over", b)
		}
	case event.TicketDealt, event.TicketReturned:
		return t.dealtLine(ctx, e)
	case event.PassedOn:
		v.icon, v.parts = "users", l.Parts("assign.event.passed_on", b)
	case event.ReplyTakenBack:
		v.icon, v.parts = "undo", l.Parts("thread.undone", b)
	case event.ApologyDrafted:
		v.icon, v.parts = "pen", l.Parts("thread.apology.drafted", b)
	case event.ApologyHeld:
		v.icon, v.parts = "pause", l.Parts("thread.apology.held", b)
	case event.ApologyDropped:
		v.icon, v.parts = "minus", l.Parts("thread.apology.dropped", b)
		if h.apology != nil && h.apology.Words != "" {
			b.Reason = ui.Clean(h.apology.Words)
			v.parts = l.Parts("thread.apology.aside", b)
		}
	case event.Apologised: // of an apology that is not at hand
		v.icon, v.parts = "mail", l.Parts("thread.apology.sent", b)
	default:
		if v := t.followerLine(ctx, e); v != nil {
			return v
		}
		if v := t.outlineLine(ctx, e); v != nil {
			return v
		}
		return t.aboutLine(ctx, e)
	}
	return v
}
