package portal

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/i18n"
)

// usually is what the record shows, beside what will be promised: that most are answered sooner, or that it has taken longer. Where
// both are the same time there is nothing to add.
func usually(ctx context.Context, most, promised, now time.Time) string {
	l := i18n.From(ctx)
	b := i18n.Blanks{When: l.By(most, now)}
	switch {
	case most.IsZero() || b.When == l.By(promised, now):
		return ""
	case most.After(promised):
		return l.T("expect.customer.slower", b)
	default:
		return l.T("expect.customer.usually", b)
	}
}
