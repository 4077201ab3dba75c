package browser

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/demo"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

const karin = "karin@nordby.example"

// TestJourney_rules_and_hours_change_for_the_open_tickets_too looks at what other rules would do, and lets open tickets follow them.
func TestJourney_rules_and_hours_change_for_the_open_tickets_too(t *testing.T) {
	t.Parallel()
	rulesChanged(t, visitor{})
}

func TestJourney_rules_and_hours_change_on_a_phone_without_script(t *testing.T) {
	t.Parallel()
	rulesChanged(t, visitor{isPlain: true, width: 390, height: 844})
}

func rulesChanged(t *testing.T, v visitor) {
	kept := calm(t)
	password, err := people.HashPassword(t.Context(), demo.Password)
	require.NoError(t, err)
	kept.change(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		_, err := people.Add(ctx, tx, people.Newcomer{Role: people.Admin, Name: "Karin Holm", Address: karin, Locale: i18n.EN, Password: password})
		return err
	})
	kept.isAsked("No internet")
	kept.isAsked("Slow Wi-Fi")
	v.base = kept.base
	p := open(t, v)
	p.signsInAs(karin)
	looked := func(where string) {
		p.fits(t, where)
		if !v.isPlain { // axe is a script, too
			p.accessible(t, where)
		}
	}

	p.open("/office/policies")
	p.press(`.grove a[href="/office/policies/1"]`)
	p.at("/office/policies/1")
	p.sees("If a ticket came now")
	p.sees("Mon 10:00 + 4 h → Mon 14:00")
	looked("the rules")
	p.fill("#first_normal", "2 h")
	p.fill("#why", "We are more now.")
	p.press("#policy-form button.primary")
	p.sees("Normal, First reply: 4 h → 2 h")
	p.sees("On 2 of them something becomes due sooner.")
	looked("what the rules would do")
	p.press(`#policy-preview [name="apply"][value="open"]`)
	p.press("#policy-preview button.primary")
	p.at("/desk/acts/1")
	p.hears("/desk/acts/1", "2 tickets are changed.")
	p.open("/office/policies/1/changes")
	p.sees("We are more now.")
	p.sees("2 open tickets are promised by this version.")

	p.open("/office/calendars")
	p.press(`.grove a[href="/office/calendars/1"]`)
	p.at("/office/calendars/1")
	p.fill("#day1", "08:00–18:00")
	p.press(`#calendar-form [name="for"][value="open"]`)
	looked("the calendar")
	p.press("#calendar-form button.primary")
	p.at("/desk/acts/2")
	p.sees("Saved, and 2 open tickets follow.")
	p.hears("/desk/acts/2", "2 tickets are changed.")
	p.open("/office/policies/1/changes")
	p.sees("Version 3")
	p.sees("2 open tickets are promised by this version.")
}
