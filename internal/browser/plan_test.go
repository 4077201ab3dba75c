package browser

import "testing"

// TestJourney_not_quite_is_corrected lets a customer correct how we understand it, and say yes to what is written then.
func TestJourney_not_quite_is_corrected(t *testing.T) {
	t.Parallel()
	notQuiteCorrected(t, visitor{})
}

func TestJourney_not_quite_is_corrected_without_script(t *testing.T) {
	t.Parallel()
	notQuiteCorrected(t, visitor{isPlain: true})
}

func notQuiteCorrected(t *testing.T, v visitor) {
	kept := nordby(t)
	v.base = kept.base
	customer, maja := open(t, v), open(t, v)
	customer.asks(problem)
	maja.signsIn()
	maja.opensTicket(problem)
	outline := func(part, text string) {
		t.Helper()
		maja.press(`#act-` + part + ` summary`)
		maja.fill(`#act-`+part+`-form textarea`, text)
		maja.press(`#act-` + part + `-form button.primary`)
		maja.until(`document.readyState === "complete" && !document.querySelector("#act-`+part+`")?.open && document.querySelector("#outline-`+part+`").innerText.includes(`+quoted(text)+`)`, "the text on the ticket")
	}
	outline("understanding", "The box is broken.")
	outline("plan", "We post a new box.")

	customer.readsMail(rasmus, "We answer you")
	customer.sees("The box is broken.")
	customer.sees("We post a new box.")
	customer.press("#outline .correct summary")
	customer.fill("#correction", "The box is new. The cable is cut.")
	customer.press("#correct button.primary")
	customer.until(`document.readyState === "complete" && document.querySelector("#story").innerText.includes("You said: not quite")`, "the correction in the story")
	customer.sees("The cable is cut.")
	customer.lacks("#right")

	maja.open(maja.where())
	maja.sees("not quite, says the customer")
	maja.sees("The cable is cut.")
	outline("understanding", "The cable to the box is cut.")
	customer.open(customer.where())
	customer.sees("The cable to the box is cut.")
	customer.press("#right button")
	customer.until(`document.readyState === "complete" && !document.querySelector("#right") && document.querySelector("#outline").innerText.includes("Confirmed as right")`, "the yes to stand there")
	maja.open(maja.where())
	maja.sees("That’s right, says the customer")
}
