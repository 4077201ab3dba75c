package desk

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/ui"
)

// sum is the plain sentence that explains when a promise is due: of a target how its business time runs, in the reader's
// own zone; of an agreed time, that it was agreed; of what falls due after days, that those are days with opening hours.
func (t Ticket) sum(ctx context.Context, p *promise.Promise) string {
	switch {
	case p.Kind.IsTarget():
		return ui.Sum(i18n.From(ctx), t.Whole.Terms.Hours().Explain(p.Started, p.Due))
	case p.Kind.IsAgreed():
		return i18n.T(ctx, "calendars.sum.agreed")
	default:
		return i18n.T(ctx, "calendars.sum.days")
	}
}
