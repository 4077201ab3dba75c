package desk

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// entry is a line of the conversation: a day, a message, or something that happened.
type entry struct {
	at      time.Time
	day     string
	message *ticket.Message
	turn    *spokenTurn
	line    *line
}

// line is something that happened, in one sentence.
type line struct {
	ring  ui.State // of what happened to a promise
	icon  string   // of anything else
	parts []i18n.Part
	lang  string // of the words of a promise in it
}

// thread is the conversation, the oldest first, in the order in which it happened: the history names each message at
// its place, and what a message did stands behind it.
func (t Ticket) thread(ctx context.Context) []entry {
	var all []entry
	turns := t.turns()
	for _, e := range t.Whole.Events {
		if m := t.written(e); m != nil && e.Kind != event.ReplyUndelivered {
			all = append(all, entry{at: m.CreatedAt, message: m})
		} else if turn := spokenAt(&turns, e); turn != nil {
			all = append(all, entry{at: e.At, turn: turn})
		} else if l := t.line(ctx, e); l != nil {
			all = append(all, entry{at: e.At, line: l})
		}
	}
	l := i18n.From(ctx)
	var out []entry
	for i, e := range all {
		if i == 0 || !sameDay(all[i-1].at, e.at, l.Zone()) {
			out = append(out, entry{at: e.at, day: l.Day(e.at, t.Now)})
		}
		out = append(out, e)
	}
	return out
}

// written is the message that an event is about, nil if it is about none.
func (t Ticket) written(e event.Event) *ticket.Message {
	for i := range t.Whole.Messages {
		if e.MessageID != nil && int64(t.Whole.Messages[i].ID) == *e.MessageID {
			return &t.Whole.Messages[i]
		}
	}
	return nil
}

// line says an event in one sentence; nil for what a message already shows, or what nobody needs to read.
func (t Ticket) line(ctx context.Context, e event.Event) *line {
	if e.PromiseID != nil {
		return t.promiseLine(ctx, e)
	}
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID), Customer: t.customer(), Was: ui.Clean(e.Was)}
	switch e.Kind {
	case event.TicketAssigned:
		if e.PersonID != nil && e.ActorID != nil && *e.PersonID == *e.ActorID {
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
	case event.CustomerConfirmed:
		return &line{icon: "check", parts: l.Parts("desk.event.confirmed", b)}
	case event.TicketSolved:
		return &line{icon: "solve", parts: l.Parts("desk.event.solved", b)}
	case event.TicketReopened:
		return &line{icon: "undo", parts: l.Parts("desk.event.reopened", b)}
	case event.TicketClosed:
		return &line{icon: "lock", parts: l.Parts("desk.event.closed", b)}
	default:
		return t.questionLine(ctx, e)
	}
}

// promiseLine says what happened to a promise.
func (t Ticket) promiseLine(ctx context.Context, e event.Event) *line {
	p := t.Whole.Promise(promise.ID(*e.PromiseID))
	if p == nil {
		return nil
	}
	if p.Kind == promise.Confirmation {
		return t.confirmationLine(ctx, e, p)
	}
	l := i18n.From(ctx)
	v := &line{lang: langOf(p.Kind, p.Words, t.Whole.Locale)}
	b := i18n.Blanks{Kind: noun(ctx, p.Kind, p.Words), Name: t.actor(ctx, e.ActorID), Reason: ui.Clean(e.Became)}
	if e.WasAt != nil {
		b.Was = l.Lead(*e.WasAt, e.At)
	}
	if e.BecameAt != nil {
		b.Time = l.Lead(*e.BecameAt, e.At)
	}
	switch e.Kind {
	case event.PromiseMade:
		v.ring = ui.Upcoming
		if p.MadeBy != 0 && p.Recovers == 0 {
			b.Name = t.person(ctx, people.ID(p.MadeBy))
			v.parts = l.Parts("desk.event.promised", b)
		} else {
			v.parts = l.Parts("desk.event.made", b)
		}
	case event.PromiseKept:
		v.ring, b.Span = ui.Kept, l.Early(p.Due, e.At)
		v.parts = l.Parts("desk.event.kept", b)
	case event.PromiseBroken:
		v.ring = ui.Broken
		v.parts = l.Parts("desk.event.broken", b)
	case event.PromiseMoved:
		v.ring = ui.Upcoming
		v.parts = l.Parts("desk.event.moved", b)
	case event.PromiseMovedByRule:
		v.ring = ui.Upcoming
		v.parts = l.Parts("desk.event.reckoned", b)
	case event.PromiseWithdrawn:
		v.icon = "x"
		v.parts = l.Parts("desk.event.withdrawn", b)
	case event.PromiseDelivered:
		v.ring, b.Span = ui.Broken, l.Late(p.Due, e.At)
		v.parts = l.Parts("desk.event.delivered", b)
	case event.PromiseUndelivered:
		v.ring = ui.Broken
		v.parts = l.Parts("desk.event.not_counted", b)
	case event.PromiseReleased:
		v.icon = "check"
		v.parts = l.Parts("desk.event.let_go", b)
	case event.PromiseLapsed:
		v.icon = "minus"
		v.parts = l.Parts("desk.event.lapsed", b)
	case event.PromiseGivenToAnother:
		if !p.Kind.IsAgreed() { // the ticket's own line has said it
			return nil
		}
		if e.PersonID != nil {
			b.Owner = t.person(ctx, *e.PersonID)
		} else {
			b.Owner = t.teamName(e.TeamID)
		}
		v.icon = "swap"
		v.parts = l.Parts("desk.event.handed_over", b)
	default:
		return nil
	}
	return v
}

// confirmationLine says what became of the question whether it works.
func (t Ticket) confirmationLine(ctx context.Context, e event.Event, p *promise.Promise) *line {
	l := i18n.From(ctx)
	switch e.Kind {
	case event.PromiseMade:
		b := i18n.Blanks{Customer: t.customer(), Time: l.Lead(p.Due, e.At)}
		return &line{ring: ui.Paused, parts: l.Parts("desk.event.asked", b)}
	case event.PromiseKept:
		if e.ActorID == nil {
			return &line{icon: "clock", parts: l.Parts("desk.event.silent", i18n.Blanks{Customer: t.customer()})}
		}
	}
	return nil
}

// actor is who did something; nobody did what a rule does.
func (t Ticket) actor(ctx context.Context, id *people.ID) string {
	if id == nil {
		return i18n.T(ctx, "desk.who.rules")
	}
	return t.person(ctx, *id)
}

func (t Ticket) person(ctx context.Context, id people.ID) string {
	if id == t.Me.ID {
		return First(t.Me.Name)
	}
	if name := t.Whole.Named(int64(id)); name != "" {
		return First(name)
	}
	return i18n.T(ctx, "desk.who.rules")
}

func (t Ticket) teamName(id *people.TeamID) string {
	for _, team := range t.Teams {
		if id != nil && team.ID == *id {
			return ui.Clean(team.Name)
		}
	}
	return ui.Clean(t.Whole.TeamName)
}

func priorityName(ctx context.Context, p sla.Priority) string {
	switch p {
	case sla.Urgent:
		return i18n.T(ctx, "ui.prio.urgent")
	case sla.High:
		return i18n.T(ctx, "ui.prio.high")
	case sla.Low:
		return i18n.T(ctx, "ui.prio.low")
	default:
		return i18n.T(ctx, "ui.prio.normal")
	}
}

func priorityOptions(ctx context.Context, chosen sla.Priority) []ui.Option {
	var out []ui.Option
	for _, p := range sla.Priorities {
		out = append(out, ui.Option{Value: string(p), Label: priorityName(ctx, p), Chosen: p == chosen})
	}
	return out
}

// fileOf is an attachment as the conversation shows it.
func (t Ticket) fileOf(ctx context.Context, a ticket.Attachment) ui.File {
	image := len(a.Kind) > 6 && a.Kind[:6] == "image/"
	return ui.File{Name: a.Name, Size: i18n.From(ctx).Size(a.Size), Href: "/desk/tickets/" + t.number() + "/files/" + number(a.ID), Image: image}
}

// said is the sentence of a line; the words of a promise carry their language.
func said(v *line) []ui.Mark {
	return []ui.Mark{ui.Around("kind", strongly(v.lang)), ui.Around("reason", inLanguage(v.lang))}
}
