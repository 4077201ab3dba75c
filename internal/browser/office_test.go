package browser

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/demo"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// tabsTo presses Tab until what a selector finds has the focus.
func (p *tab) tabsTo(selector string) {
	p.t.Helper()
	for range 300 {
		p.keys(kb.Tab)
		if ask[bool](p, `!!document.activeElement?.matches(`+quoted(selector)+`)`) {
			return
		}
	}
	require.Fail(p.t, "nobody comes there by Tab", selector)
}

// breaks lets time pass until a minute after the first promise of a ticket.
func (k *product) breaks(subject string) (number int64) {
	k.t.Helper()
	var left float64
	const q = `select number, extract(epoch from next_due_at - kept_now())::float8 from tickets where subject = $1`
	require.NoError(k.t, k.db.QueryRow(k.t.Context(), q, subject).Scan(&number, &left))
	k.change(func(ctx context.Context, tx *pg.Tx) error {
		return people.MoveClock(ctx, tx, time.Duration(left*float64(time.Second))+time.Minute)
	})
	return number
}

// TestJourney_a_supervisor_gives_and_apologises_by_the_keyboard never touches the mouse on the supervisors' desk.
func TestJourney_a_supervisor_gives_and_apologises_by_the_keyboard(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	customer, ingrid := open(t, visitor{base: kept.base}), open(t, visitor{base: kept.base})
	customer.asks(problem)
	customer.readsMail(rasmus, "We answer you")
	number := strconv.FormatInt(kept.breaks(problem), 10)

	ingrid.open("/login")
	ingrid.fill("#email", "ingrid@nordby.example")
	ingrid.fill("#password", demo.Password)
	ingrid.press(`form[action="/login"] button.primary`)
	ingrid.at("/desk")
	ingrid.keys("g")
	ingrid.keys("s")
	ingrid.at("/office")
	ingrid.waits("the ticket among those without an apology", func() bool {
		ingrid.open("/office")
		return ask[bool](ingrid, `!!document.querySelector(`+quoted("#say-"+number+"-ready")+`)`)
	})
	ingrid.tabsTo(`form[id^="give-"][id$="-at-once"] button`)
	given := "#" + ask[string](ingrid, `document.activeElement.form.id`)
	ingrid.keys(kb.Enter)
	ingrid.until(`document.readyState === "complete" && !document.querySelector(`+quoted(given)+`)`, "the ticket to be somebody's")
	ingrid.sees("is with")
	ingrid.tabsTo("#say-" + number + "-ready button")
	ingrid.keys(kb.Enter)
	ingrid.until(`document.readyState === "complete" && !document.querySelector(`+quoted("#say-"+number+"-ready")+`)`, "the apology to be said")
	customer.readsMail(rasmus, "sorry")
}

func TestJourney_a_form_that_opens_below_the_edge_of_the_window_comes_into_sight(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	ingrid := open(t, visitor{base: kept.base})
	const take = `.fold:has(form[action$="/takeovers"])`
	ingrid.open("/login")
	ingrid.fill("#email", "ingrid@nordby.example")
	ingrid.fill("#password", demo.Password)
	ingrid.press(`form[action="/login"] button.primary`)
	ingrid.at("/desk")
	ingrid.size(1440, 560)
	ingrid.open("/office")
	ask[bool](ingrid, `(document.querySelector(`+quoted(take+" > summary")+`).scrollIntoView({ block: "end" }), true)`)
	ingrid.press(take + " > summary")
	ingrid.until(`(b => b.top > 0 && b.bottom <= innerHeight)(document.querySelector(`+quoted(take+" .dialog .primary")+`).getBoundingClientRect())`, "the button to be in sight")
}
