package desk

import (
	"context"
	"strconv"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/ui"
)

// dealtLine is line for what was done with a ticket's owner by itself, and why.
func (t Ticket) dealtLine(ctx context.Context, e event.Event) *line {
	l := i18n.From(ctx)
	b := i18n.Blanks{What: ui.Clean(e.Was)}
	if e.PersonID != nil {
		b.Owner = t.person(ctx, *e.PersonID)
	}
	switch {
	case e.Kind == event.TicketReturned:
		hours, err := strconv.Atoi(e.Became)
		if err != nil {
			hours = 0
		}
		b.Count = hours
		return &line{icon: "users", parts: l.Parts("assign.event.returned", b)}
	case e.Became == string(people.ByLoad) && b.What != "":
		return &line{icon: "user", parts: l.Parts("assign.event.load_skill", b)}
	case e.Became == string(people.ByLoad):
		return &line{icon: "user", parts: l.Parts("assign.event.load", b)}
	case b.What != "":
		return &line{icon: "user", parts: l.Parts("assign.event.turns_skill", b)}
	default:
		return &line{icon: "user", parts: l.Parts("assign.event.turns", b)}
	}
}
