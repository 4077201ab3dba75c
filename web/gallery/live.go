package gallery

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/presence"
	view "github.com/kepthq/kept/web/desk"
)

// liveStates are tickets at which somebody else is, too.
func liveStates() []State {
	began := func(minute int) *time.Time {
		at := at(17, 14, minute)
		return &at
	}
	with := func(all ...presence.Somebody) func(context.Context, *view.Ticket) {
		return func(_ context.Context, t *view.Ticket) { t.Others = all }
	}
	looks := presence.Somebody{ID: jonas.ID, Name: jonas.Name}
	writes := presence.Somebody{ID: zofia.ID, Name: zofia.Name, Since: began(15), Lines: 2}
	says := presence.Somebody{ID: zofia.ID, Name: zofia.Name, Since: began(15), Lines: 2, HasIt: true}
	return []State{
		{Name: "ticket-here", Room: Desk, Page: opened(promised(), with(looks))},
		{Name: "ticket-clash", Room: Desk, Page: opened(promised(), with(writes, looks))},
		{Name: "ticket-clash-told", Room: Desk, Page: opened(promised(), with(says))},
		{Name: "ticket-clash-of-many", Room: Desk, Page: opened(promised(), with(
			writes, presence.Somebody{ID: freja.ID, Name: freja.Name, Since: began(17), Lines: 1}, looks,
			presence.Somebody{ID: nikos.ID, Name: nikos.Name}, presence.Somebody{ID: ingrid.ID, Name: ingrid.Name},
		))},
	}
}
