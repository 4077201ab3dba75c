package browser

import "testing"

// TestJourney_a_refused_form_leaves_the_ticket_at_its_own_address: what was refused is answered at the form's address, which only
// takes forms; asked for there, the page's news would never come.
func TestJourney_a_refused_form_leaves_the_ticket_at_its_own_address(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	v := visitor{base: kept.base, mayRefuse: true}
	customer, maja := open(t, v), open(t, v)
	customer.asks(problem)
	maja.signsIn()
	maja.opensTicket(problem)
	maja.press(`#act-follow summary`)
	maja.press(`#follow-form button.primary`)
	maja.until(`document.readyState === "complete" && document.querySelector("#follower[aria-invalid]")`, "what was wrong")
	maja.until(`/^\/desk\/tickets\/\d+$/.test(location.pathname)`, "the ticket's own address")
}
