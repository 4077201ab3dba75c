package browser

import "testing"

// TestJourney_of_a_time_that_something_speaks_against lets an agent type a time at night, read why not, and take the next one that is free
// of it.
func TestJourney_of_a_time_that_something_speaks_against(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	v := visitor{base: kept.base}
	customer, maja := open(t, v), open(t, v)
	customer.asks(problem)
	maja.signsIn()
	maja.opensTicket(problem)
	maja.press(`label:has(#mode-promise)`)
	maja.fill("#promise-time", "23:00")
	maja.until(`document.querySelector("#promise-weighed").innerText.includes("Outside opening hours.")`, "what speaks against eleven at night")
	maja.until(`!document.querySelector("[data-weigh-button]")`, "no button that script makes needless")
	maja.press("#promise-weighed [data-take]")
	maja.until(`document.querySelector("#promise-time").value !== "23:00" && !document.querySelector("#promise-weighed .against")`, "a time that nothing speaks against")
	maja.fill("#promise-words", "We look at the cable")
	maja.press("#promise-form button.primary")
	maja.until(`document.readyState === "complete" && document.querySelector(".thread").innerText.includes("We look at the cable")`, "the promise on the ticket")
}

// TestJourney_of_a_weighed_time_without_script asks by the button, and sends nothing by it.
func TestJourney_of_a_weighed_time_without_script(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	v := visitor{base: kept.base, isPlain: true}
	customer, maja := open(t, v), open(t, v)
	customer.asks(problem)
	maja.signsIn()
	maja.opensTicket(problem)
	maja.press(`label:has(#mode-promise)`)
	maja.fill("#promise-words", "We look at the cable")
	maja.fill("#promise-time", "23:00")
	maja.press("#promise-form [data-weigh-button]")
	maja.sees("Outside opening hours.")
	maja.press("#promise-weighed [data-take]")
	maja.until(`document.readyState === "complete" && document.querySelector("#promise-time").value !== "23:00" && document.querySelector("#promise-words").value === "We look at the cable"`, "the better time beside what was typed")
}
