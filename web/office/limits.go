package office

import (
	"context"
	"strconv"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// LimitsPath is where the desk's limits are set.
const LimitsPath = "/office/settings/limits"

// LimitFields are the fields of its form, in their order.
var LimitFields = []string{"reopen", "files", "megabytes", "asks_address", "asks_network", "links_address"}

// Limits is the page of what may be sent, how often, and for how long a ticket can be opened again.
type Limits struct {
	Frame    layout.Frame
	Typed    map[string]string
	Largest  int // megabytes that a file may have at most
	Changes  []audit.Record
	Problems []ui.Problem
}

func (p Limits) field(ctx context.Context, name string) ui.Field {
	return ui.Field{Name: name, Label: LimitName(ctx, name), Hint: p.hint(ctx, name), Type: "number", Value: p.Typed[name], Error: wrongAt(p.Problems, name)}
}

// LimitName is what a limit is called.
func LimitName(ctx context.Context, name string) string {
	switch name {
	case "reopen":
		return i18n.T(ctx, "limits.reopen")
	case "files":
		return i18n.T(ctx, "limits.files")
	case "megabytes":
		return i18n.T(ctx, "limits.megabytes")
	case "asks_address":
		return i18n.T(ctx, "limits.asks_address")
	case "asks_network":
		return i18n.T(ctx, "limits.asks_network")
	default:
		return i18n.T(ctx, "limits.links_address")
	}
}

func (p Limits) hint(ctx context.Context, name string) string {
	most := func(n int) i18n.Blanks { return i18n.Blanks{Limit: i18n.From(ctx).Number(n)} }
	switch name {
	case "reopen":
		return i18n.T(ctx, "limits.reopen_hint", i18n.Blanks{Limit: strconv.Itoa(sla.LongestReopen)})
	case "files":
		return i18n.T(ctx, "limits.files_hint", most(people.MostFiles))
	case "megabytes":
		return i18n.T(ctx, "limits.megabytes_hint", most(p.Largest))
	case "asks_address":
		return i18n.T(ctx, "limits.asks_address_hint")
	case "asks_network":
		return i18n.T(ctx, "limits.asks_network_hint")
	default:
		return i18n.T(ctx, "limits.links_address_hint")
	}
}
