package desk

import (
	"context"
	"strings"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// Spam is the act of calling a ticket spam.
const Spam = "spam"

// isSpam reports whether the ticket was called spam.
func (t Ticket) isSpam() bool {
	return t.Whole.CloseReason != nil && *t.Whole.CloseReason == promise.Spam
}

func (t Ticket) mayUnspam() bool { return t.Spam != nil && !t.Now.After(t.Spam.Until) }

// spamOver says who called it spam, and until when that can be undone.
func (t Ticket) spamOver(ctx context.Context) string {
	l := i18n.From(ctx)
	if t.Spam == nil {
		return l.T("spam.over_plain")
	}
	b := i18n.Blanks{Name: t.person(ctx, t.Spam.By), When: l.At(t.Spam.At, t.Now)}
	said := l.T("spam.over", b)
	if t.mayUnspam() {
		said += " " + l.T("spam.until", i18n.Blanks{When: l.At(t.Spam.Until, t.Now)})
	}
	return said
}

// domain is what follows the @ of the customer's address.
func (t Ticket) domain() string {
	address := t.Whole.Requester.Address
	return address[strings.LastIndex(address, "@")+1:]
}

// spamLine is line for what has to do with spam.
func (t Ticket) spamLine(ctx context.Context, e event.Event) *line {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID)}
	switch e.Kind {
	case event.CalledSpam:
		return &line{icon: "trash", parts: l.Parts("spam.event.called", b)}
	case event.NotSpam:
		return &line{icon: "undo", parts: l.Parts("spam.event.undone", b)}
	case event.Recovered:
		if e.WasAt != nil {
			b.When = l.At(*e.WasAt, t.Now)
		}
		b.Reason = SpamCause(ctx, ticket.Cause(e.Became))
		return &line{icon: "inbox", parts: l.Parts("spam.event.recovered", b)}
	default:
		return nil
	}
}

// SpamCause says why something was suspended.
func SpamCause(ctx context.Context, c ticket.Cause) string {
	switch c {
	case ticket.FromBlocked:
		return i18n.T(ctx, "spam.cause.blocked")
	case ticket.OnSpam:
		return i18n.T(ctx, "spam.cause.ticket")
	case ticket.Honeypot:
		return i18n.T(ctx, "spam.cause.honeypot")
	case ticket.TooMany:
		return i18n.T(ctx, "spam.cause.crowd")
	default:
		return i18n.T(ctx, "spam.cause.proof")
	}
}
