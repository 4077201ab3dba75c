package desk

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/ticket"
)

// RateOf is a share of promises kept with what it is of; "–" where nothing was due.
func RateOf(ctx context.Context, r ticket.Rate) string {
	if r.All == 0 {
		return "–"
	}
	l := i18n.From(ctx)
	return l.T("promises.rate", i18n.Blanks{Total: l.Number(r.Percent()), Number: l.Number(r.Kept), Limit: l.Number(r.All)})
}

// period is one of the periods of somebody's own promises kept.
type period struct{ name, rate string }

// keptOf are the promises that somebody kept, period by period; none where they were not counted.
func (p Profile) keptOf(ctx context.Context) []period {
	names := []string{
		i18n.T(ctx, "promises.period.week"), i18n.T(ctx, "promises.period.last_week"),
		i18n.T(ctx, "promises.period.month"), i18n.T(ctx, "promises.period.last_month"),
	}
	var out []period
	for i, r := range p.Kept.Rates {
		out = append(out, period{name: names[i], rate: RateOf(ctx, r)})
	}
	return out
}
