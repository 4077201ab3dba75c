package office

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

// silence is after how long without a sign a worker is taken for stopped.
const silence = time.Minute

// beating is how many processes of workers gave a sign lately.
func (o Overview) beating() int {
	n := 0
	for _, b := range o.Pulse.Beats {
		if b.Ago < silence {
			n++
		}
	}
	return n
}

// beat says whether the worker gives signs, and when the last one was. The latest stands first.
func (o Overview) beat(ctx context.Context) string {
	l := i18n.From(ctx)
	if len(o.Pulse.Beats) == 0 {
		return l.T("overview.pulse.nobody")
	}
	b := i18n.Blanks{Count: o.beating(), Span: l.Span(o.Pulse.Beats[0].Ago)}
	switch b.Count {
	case 0:
		return l.T("overview.pulse.silent", b)
	case 1:
		return l.T("overview.pulse.beat", b)
	default:
		return l.T("overview.pulse.beats", b)
	}
}

// slow is from which lag on the worker is behind.
const slow = 10 * time.Second

func (o Overview) lag(ctx context.Context) string {
	if o.Pulse.Lag < slow {
		return i18n.T(ctx, "overview.pulse.prompt")
	}
	return i18n.T(ctx, "overview.pulse.lag", i18n.Blanks{Span: i18n.From(ctx).Span(o.Pulse.Lag)})
}

// soon says how long it is to the next try, in real time.
func soon(ctx context.Context, next time.Duration) string {
	if next == 0 {
		return i18n.T(ctx, "overview.pulse.next_now")
	}
	return i18n.T(ctx, "overview.pulse.next_in", i18n.Blanks{Span: i18n.From(ctx).Span(next)})
}

func pulseState(good bool) string {
	if good {
		return string(ui.Kept)
	}
	return string(ui.Late)
}
