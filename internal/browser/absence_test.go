package browser

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestJourney_a_week_away_with_a_stand_in lets an agent go away for a week, a colleague answer meanwhile, and the agent read what
// happened.
func TestJourney_a_week_away_with_a_stand_in(t *testing.T) {
	t.Parallel()
	weekAway(t, visitor{})
}

func TestJourney_a_week_away_with_a_stand_in_without_script(t *testing.T) {
	t.Parallel()
	weekAway(t, visitor{isPlain: true})
}

func weekAway(t *testing.T, v visitor) {
	kept := nordby(t)
	v.base = kept.base
	customer, maja, ingrid := open(t, v), open(t, v), open(t, v)
	customer.asks(problem)
	maja.signsIn()
	maja.opensTicket(problem)
	maja.answers("I am looking into it.")

	const days = `select to_char(d, 'YYYY-MM-DD'), to_char(d + interval '6 days', 'YYYY-MM-DD') from (select kept_now() at time zone 'Europe/Copenhagen' as d) now`
	var from, until string
	require.NoError(t, kept.db.QueryRow(t.Context(), days).Scan(&from, &until))
	maja.open("/desk/profile/absences")
	maja.sees("None is entered.")
	maja.types("#from", from)
	maja.types("#until", until)
	ask[bool](maja, `([...document.querySelectorAll("#stand_in option")].find(o => o.innerText.includes("Ingrid")).selected = true)`)
	maja.press("#absence-form button.primary")
	maja.sees("Stand-in: Ingrid", "away now", "You are entered as away until")

	ingrid.signsInAs("ingrid@nordby.example")
	ingrid.opensTicket(problem)
	ingrid.sees("is now with Ingrid: its owner is away then")
	ingrid.answers("It works again, we hope.")
	ingrid.open("/desk/profile/absences")
	ingrid.sees("Maja", "Stand-in: Ingrid")

	maja.open("/desk/profile/absences")
	maja.press(`form[id^="absence-"][id$="-end"] button`)
	maja.sees("What happened meanwhile")
	maja.hears(strings.TrimPrefix(maja.where(), v.base), "Ingrid answered")
	maja.sees(problem)
	maja.press("#read button.primary")
	maja.lacks(`a[href$="/happened"]`)
}

// types sets a field of a day, which a keyboard fills in another order in every language.
func (p *tab) types(selector, day string) {
	p.t.Helper()
	p.has(selector)
	ask[string](p, `document.querySelector(`+quoted(selector)+`).value = `+quoted(day))
}
