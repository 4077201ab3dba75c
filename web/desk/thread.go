package desk

import (
	"context"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
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
	letter  *automatic
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
	turns, ended := t.turns(), t.ended()
	for _, h := range tidy(t.Whole) {
		e := h.Event
		h.apology = endedAt(&ended, e)
		if m := t.written(e); m != nil && t.isLine(m) {
			all = append(all, t.callLines(ctx, e, m)...)
		} else if m != nil && e.Kind != event.ReplyUndelivered {
			all = append(all, entry{at: m.CreatedAt, message: m})
		} else if turn := spokenAt(&turns, e); turn != nil {
			all = append(all, entry{at: e.At, turn: turn})
		} else if letter := t.letter(ctx, h); letter != nil {
			all = append(all, entry{at: e.At, letter: letter})
		} else if l := t.line(ctx, h); l != nil {
			all = append(all, entry{at: e.At, line: l})
		}
	}
	if len(t.Whole.Merged.Here) > 0 { // what came along was written between what stood here
		slices.SortStableFunc(all, func(a, b entry) int { return a.at.Compare(b.at) })
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
