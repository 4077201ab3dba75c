package desk

import (
	"context"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

// followerLine is line for who sees the ticket; nil for anything else.
func (t Ticket) followerLine(ctx context.Context, e event.Event) *line {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID)}
	if e.PersonID != nil {
		b.Who = ui.Clean(t.Whole.Named(int64(*e.PersonID)))
	}
	switch e.Kind {
	case event.FollowerAdded:
		b.Address = ui.Clean(e.Became)
		return &line{icon: "users", parts: l.Parts("own.event.added", b)}
	case event.FollowerConfirmed:
		return &line{icon: "users", parts: l.Parts("own.event.confirmed", b)}
	case event.FollowerRemoved:
		b.Address = ui.Clean(e.Was)
		return &line{icon: "users", parts: l.Parts("own.event.removed", b)}
	default:
		return nil
	}
}
