package portal

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

func TestQuestion_to_the_supervisors_is_on_no_page_of_the_customers(t *testing.T) {
	t.Parallel()
	const canary = "CANARY-NB5"
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look.")
	link := d.link(id)
	clean := d.visitor().Open(link).Text()
	q := d.AsksUp(d.Maja, id, canary+" asked")
	d.AsksBack(d.Ingrid, q, canary+" back")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.TellMore(ctx, tx, d.Maja.Acting(), d.Limits, q, canary+" told")
	})
	d.AsksUp(d.Jonas, id, canary+" open")
	d.Answers(d.Ingrid, q, canary+" answered")
	require.Equal(t, clean, d.visitor().Open(link).Text(), "the page is as it was")
	d.At("Mon 9 Nov 12:01")
	d.Sweep()
	d.Replies(d.Maja, id, "It is the firmware.", func(draft *ticket.Draft) { draft.Uses = q }, cast.Solving())
	for _, locale := range i18n.Locales {
		v := d.visitor()
		v.Language = string(locale)
		page := v.Open(link)
		require.NotContains(t, page.Body, canary)
		require.NotContains(t, page.Body, "Ingrid", "who helped is ours to know")
	}
}
