package browser

import (
	"testing"

	"github.com/kepthq/kept/internal/demo"
)

// TestJourney_a_supervisor_helps_with_an_answer asks by its key, and makes a reply of the answer with one press.
func TestJourney_a_supervisor_helps_with_an_answer(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	customer, maja, ingrid := open(t, visitor{base: kept.base}), open(t, visitor{base: kept.base}), open(t, visitor{base: kept.base})
	customer.asks(problem)
	maja.signsIn()
	maja.opensTicket(problem)
	maja.keys("e")
	maja.until(`document.activeElement.id === "question"`, "the question to be typed")
	maja.keys("May the box be swapped?")
	maja.press(`#act-ask-form button.primary`)
	maja.until(inThread("May the box be swapped?"), "the question in the conversation")
	maja.sees("only our team sees this")

	ingrid.open("/office/questions")
	ingrid.at("/login")
	ingrid.fill("#email", "ingrid@nordby.example")
	ingrid.fill("#password", demo.Password)
	ingrid.press(`form[action="/login"] button.primary`)
	ingrid.at("/office/questions")
	asked := `[...document.querySelectorAll("article.q")].find(q => q.innerText.includes("May the box be swapped?"))`
	ingrid.until(asked, "the question in the list")
	id := ask[string](ingrid, asked+`.id`)
	ingrid.press(`#` + id + ` .unfold summary`)
	ingrid.fill(`#`+id+` .unfold[open] textarea`, "No: the red light is the line.")
	ingrid.press(`#` + id + ` .unfold[open] button.primary`)
	ingrid.until(`document.readyState === "complete" && !(`+asked+`)`, "nobody waits for it any more")

	maja.open(maja.where())
	maja.fill("#reply-body", "Hello Rasmus.")
	maja.press(`#panel [data-answer]`)
	maja.until(`document.querySelector("#reply-body").value === "Hello Rasmus.\n\nNo: the red light is the line."`, "the answer behind what was typed")
	maja.sees("Ingrid helped with this.")
	maja.press("#reply-form [data-send-button]")
	maja.until(inThread("Hello Rasmus."), "the answer in the conversation")
	maja.sees("Ingrid helped with this")
	customer.readsMail(rasmus, "Maja")
	customer.sees("No: the red light is the line.")
	customer.lacks(`[data-helped]`)
}
