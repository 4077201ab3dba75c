package browser

import (
	"testing"
	"time"

	"github.com/kepthq/kept/internal/httpd"
)

func TestJourney_thanks_see_you_thursday_needs_no_reply(t *testing.T) {
	t.Parallel()
	noReplyNeeded(t, visitor{})
}

func TestJourney_thanks_see_you_thursday_needs_no_reply_without_script(t *testing.T) {
	t.Parallel()
	noReplyNeeded(t, visitor{isPlain: true})
}

func noReplyNeeded(t *testing.T, v visitor) {
	kept := nordby(t)
	v.base = kept.base
	customer, maja := open(t, v), open(t, v)
	customer.asks(problem)
	customer.readsMail(rasmus, "We answer you")
	maja.signsIn()
	maja.opensTicket(problem)
	maja.fill("#reply-body", "Oskar comes on Thursday at ten.")
	maja.press(`#reply-form [popovertarget="sendmenu"]`)
	maja.chooses(`#sendmenu input[name="then"][value="pending"]`)
	maja.fill("#reply-for", "whether Thursday fits")
	maja.press("#reply-form [data-send-button]")
	maja.until(inThread("Oskar comes on Thursday"), "the answer in the conversation")
	maja.sees("Waiting for the customer: whether Thursday fits")

	customer.readsMail(rasmus, "Maja")
	customer.fill("#write textarea", "Thanks, see you Thursday.")
	customer.press("#write button.primary")
	customer.sees("Thanks, see you Thursday.")

	maja.opensTicket(problem)
	maja.press(".fold-dismiss > summary")
	maja.fill("#dismiss-reason", "He says thanks.")
	maja.press("#act-dismiss-form .primary")
	maja.until(`document.readyState === "complete" && !document.querySelector("#act-dismiss-form")`, "the message to need no reply")
	maja.sees("Waiting for the customer: whether Thursday fits")
}

func TestJourney_a_reply_is_taken_back_and_then_leaves_by_itself(t *testing.T) {
	t.Parallel()
	kept := nordby(t, func(s *httpd.Server) { s.Settings.Undo = 4 * time.Second })
	customer, maja := open(t, visitor{base: kept.base}), open(t, visitor{base: kept.base})
	customer.asks(problem)
	maja.signsIn()
	maja.opensTicket(problem)
	maja.answers("I restart your lime now.")
	maja.sees("leaves")
	maja.press("#undo-form button")
	maja.until(`document.readyState === "complete" && document.querySelector("#reply-body")?.value === "I restart your lime now."`, "the reply in its field again")
	maja.lacks("#leaving")

	maja.answers("I restart your line now.")
	maja.until(`!document.querySelector("#leaving")`, "the reply to have left")
	maja.until(inThread("I restart your line now."), "the answer in the conversation")
	maja.lacks("#undo-form")
	maja.answers("It is up again.") // what has left by itself is not new to its writer
}

func TestJourney_a_promise_that_a_reply_has_kept_is_not_kept_by_the_next_one(t *testing.T) {
	t.Parallel()
	kept := nordby(t, func(s *httpd.Server) { s.Settings.Undo = time.Second })
	customer, maja := open(t, visitor{base: kept.base}), open(t, visitor{base: kept.base})
	customer.asks(problem)
	maja.signsIn()
	maja.opensTicket(problem)
	stands := `#reply-stands input[name="keeps"]`
	maja.lacks(stands)
	ask[bool](maja, `(d => { d.selectedIndex = 2; d.dispatchEvent(new Event("change", { bubbles: true })); return true })(document.querySelector("#reply-day"))`)
	maja.answers("You hear from us tomorrow.")
	maja.has(stands)
	ask[bool](maja, `document.querySelector(`+quoted(stands)+`).checked = true`)
	maja.answers("It was a cable.")
	maja.until(inThread("It was a cable."), "the answer in the conversation")
	maja.lacks(stands)
	maja.answers("One thing more: throw the old cable away.")
	maja.until(inThread("One thing more: throw the old cable away."), "the third answer in the conversation")
}
