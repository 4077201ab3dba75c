package browser

import "testing"

// TestJourney_a_question_that_was_asked_twice_becomes_one_ticket_and_two_again: the key M, the other ticket found, what goes along
// read, merged; the customer's old link shows where it goes on; and all of it is undone.
func TestJourney_a_question_that_was_asked_twice_becomes_one_ticket_and_two_again(t *testing.T) {
	t.Parallel()
	askedTwice(t, visitor{})
}

func TestJourney_a_question_that_was_asked_twice_becomes_one_ticket_without_script(t *testing.T) {
	t.Parallel()
	askedTwice(t, visitor{isPlain: true})
}

func askedTwice(t *testing.T, v visitor) {
	const again = "Still no internet, me again"
	kept := nordby(t)
	v.base = kept.base
	customer, maja := open(t, v), open(t, v)
	customer.asks(problem)
	customer.readsMail(rasmus, "We answer you")
	customer.asks(again)
	maja.signsIn()
	maja.opensTicket(problem)
	if v.isPlain {
		maja.press(`a[data-key="m"]`)
	} else {
		maja.keys("m")
	}
	maja.until(`document.querySelector("#finder")`, "the page of merging")
	maja.sees("Other open tickets of")
	maja.sees(again)
	maja.press(".folk .row-link")
	maja.until(`document.querySelector("#merge")`, "what goes along")
	maja.sees("1 message that nobody has answered goes along")
	maja.press("#merge .primary")
	maja.until(`document.querySelector("#thread") && document.querySelector("[id^=unmerge-]")`, "the ticket that stays")
	maja.sees("Its promises and unanswered messages came along")
	maja.sees(again)

	customer.readsMail(rasmus, "We answer you")
	customer.sees(again)
	customer.until(`document.body.innerText.split("It went red at noon.").length === 3`, "both of their messages")
	customer.until(`!document.body.innerText.includes("instead of")`, "no new time: both would be answered in the same hour")

	maja.press("[id^=unmerge-] button")
	maja.until(`document.querySelector("#pledge")?.dataset.state !== "kept" && document.querySelector("#thread") && !document.querySelector("[id^=unmerge-]")`, "two tickets again")
	maja.sees("A ticket of its own again")
}
