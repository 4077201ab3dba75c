package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// inField waits until a field has the focus.
func (p *tab) inField(id string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.readyState === "complete" && document.activeElement?.id === %s`, quoted(id)), "the focus in "+id)
}

// leavesField takes the cursor out of a field, once what was sent has arrived.
func (p *tab) leavesField() {
	p.t.Helper()
	p.until(`document.readyState === "complete" && !document.querySelector("[aria-busy=true]")`, "the page to rest")
	if ask[bool](p, `document.activeElement.matches("textarea, input")`) {
		p.keys(kb.Escape)
	}
}

// goes presses keys that lead to another page, and waits for it.
func (p *tab) goes(keys, path string) {
	p.t.Helper()
	p.keys(keys)
	p.at(path)
}

func TestJourney_a_working_hour_by_keyboard_alone(t *testing.T) {
	t.Parallel()
	kept := calm(t)
	kept.isAsked("No internet")
	kept.isAsked("Slow Wi-Fi")
	kept.isAsked("Regningen er for høj")
	p := open(t, visitor{base: kept.base})
	p.open("/desk")
	p.at("/login")
	p.until(`(document.querySelector("#email").focus(), document.activeElement.id === "email")`, "the field of the address")
	p.keys(maja + kb.Tab)
	p.inField("password")
	p.keys("kept-demo" + kb.Enter)
	p.at("/desk")

	// The keys are told on the page, close and give the focus back.
	p.keys("?")
	p.has("#keys[open]")
	p.sees("On this page")
	p.until(`document.querySelector("#keys").contains(document.activeElement)`, "the focus in the list of keys")
	p.keys("j")
	require.False(t, ask[bool](p, `Boolean(document.querySelector(".row[aria-current=true]"))`), "a dialog takes the keys")
	p.keys(kb.Escape)
	p.lacks("#keys")

	// The next ticket: it is hers, she answers it and promises, notes and solves.
	p.goes(".", "/desk/tickets/")
	p.sees("No internet")
	p.keys("n")
	p.inField("note-body")
	p.keys("The cabinet is wet. jkrn?")
	p.keys(kb.Enter, kb.ModifierCtrl)
	p.until(inThread("The cabinet is wet. jkrn?"), "the note, and no key did anything while she typed")
	p.leavesField()
	p.keys("r")
	p.inField("reply-body")
	p.keys("It works again.")
	p.keys(kb.Enter, kb.ModifierCtrl)
	p.until(inThread("It works again."), "the reply")
	p.leavesField()
	p.keys("s")
	p.until(`document.querySelector("#act-solve").open && document.querySelector("#act-solve").contains(document.activeElement)`, "the form that solves")
	p.keys(kb.Escape)
	p.until(`!document.querySelector("#act-solve").open`, "the form to be closed")

	// Back to the queue; with the cursor a ticket is taken and answered from its row.
	p.goes(kb.Escape, "/desk")
	p.until(`document.querySelectorAll(".board .row").length === 3`, "the queue")
	p.keys("jj")
	p.until(`document.querySelectorAll(".board .row")[1].getAttribute("aria-current") === "true"`, "the cursor")
	p.goes("r", "/desk/tickets/")
	p.inField("reply-body")
	p.keys(kb.Escape)
	p.keys("a")
	p.until(`document.querySelector("#act-owner").open`, "the form of the owner")
	p.keys(kb.Escape)

	// Search, customers and the palette.
	p.keys("/")
	p.inField("side-search")
	p.keys("wi-fi" + kb.Enter)
	p.at("/desk/search")
	p.keys(kb.Escape)
	p.keys("j")
	p.until(`document.querySelector(".found li[aria-current=true] .row-link") === document.activeElement`, "the cursor on what was found")
	p.goes("gc", "/desk/customers")
	p.keys("j")
	p.goes(kb.Enter, "/desk/customers/")
	p.calls("unassigned")
	p.offers("Unassigned")
	p.goes(kb.Enter, "/desk")
}

func TestJourney_many_tickets_are_chosen_and_taken_by_keyboard_while_the_list_is_drawn_again(t *testing.T) {
	t.Parallel()
	kept := calm(t, following(t))
	for _, subject := range []string{"First", "Second", "Third"} {
		kept.isAsked(subject)
	}
	p := open(t, visitor{base: kept.base})
	p.signsInAs(maja)
	p.keys("jx")
	p.until(`document.querySelector("[data-pick-count]").textContent === "1"`, "one to be chosen")
	p.keys("J")
	p.until(`document.querySelector("[data-pick-count]").textContent === "2"`, "two to be chosen")
	ask[bool](p, `(document.activeElement.blur(), true)`)
	kept.isAsked("Fourth")
	p.until(`document.querySelectorAll(".board .row").length === 4`, "the new ticket in the list")
	p.until(`document.querySelector("[data-pick-count]").textContent === "2" && document.querySelectorAll(".row-pick input[name=ticket]:checked").length === 2`, "what is chosen to stay chosen")
	p.keys("a")
	p.at("/desk/acts/new")
	p.sees("For 2 chosen tickets")
	p.open("/desk")
	p.keys("jxjx")
	p.calls("take")
	p.offers("Take")
	require.NotContains(t, ask[string](p, `document.querySelector("#palette-list").innerText`), "Take #", "what is chosen goes before the cursor's row")
	p.keys(kb.Enter)
	p.at("/desk")
	p.until(`document.querySelectorAll(".row-owner .name").length > 0 && [...document.querySelectorAll(".row-owner")].filter(o => o.innerText.includes("You")).length === 2`, "two tickets to be hers")
}

func TestKeys_rest_when_they_are_switched_off_and_with_modifiers(t *testing.T) {
	t.Parallel()
	kept := calm(t)
	kept.isAsked("No internet")
	p := open(t, visitor{base: kept.base})
	p.signsInAs(maja)
	for _, with := range []kb.Modifier{kb.ModifierCtrl, kb.ModifierAlt, kb.ModifierMeta} {
		p.keys("j", with)
		p.lacks(".row[aria-current=true]")
	}
	p.open("/desk/profile")
	p.press(`input[name="keys"][value="off"]`)
	p.press("#settings button.primary")
	p.until(`document.readyState === "complete" && document.body.dataset.keys === "off"`, "keys to be off")
	p.open("/desk")
	p.keys("j?")
	p.lacks(".row[aria-current=true], #keys")
	p.calls("unassigned")
	p.offers("Unassigned")
}

func TestKeys_work_on_a_greek_keyboard(t *testing.T) {
	t.Parallel()
	kept := calm(t)
	kept.isAsked("No internet")
	p := open(t, visitor{base: kept.base})
	p.signsInAs(maja)
	types := func(key, code, with string) {
		ask[bool](p, fmt.Sprintf(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: %q, code: %q, bubbles: true, cancelable: true %s })) || true`, key, code, with))
	}
	types("ξ", "KeyJ", "")
	p.has(".row[aria-current=true]")
	types("χ", "KeyX", "")
	p.until(`document.querySelector("[data-pick-count]").textContent === "1"`, "the ticket to be chosen")
	types("κ", "KeyK", ", ctrlKey: true")
	p.has("#palette")
}

func TestSearch_completes_operators_by_keyboard(t *testing.T) {
	t.Parallel()
	kept := calm(t)
	kept.isAsked("No internet")
	p := open(t, visitor{base: kept.base})
	p.signsInAs(maja)
	p.keys("/")
	p.inField("side-search")
	p.keys("sta")
	p.has("#side-search-offers a")
	p.keys(kb.ArrowDown + kb.Enter)
	p.until(`document.querySelector("#side-search").value === "status:" && document.activeElement.id === "side-search"`, "the operator in the line")
	p.until(`[...document.querySelectorAll("#side-search-offers a")].some(a => a.dataset.fill === "status:new")`, "its values")
	p.keys(kb.ArrowDown)
	p.until(`document.activeElement.matches("#side-search-offers a")`, "the cursor on a value")
	p.keys(kb.Escape)
	p.until(`document.activeElement.id === "side-search" && !document.querySelector("#side-search-offers a")`, "the offers to be gone")
	p.keys("new" + kb.Enter)
	p.at("/desk/search")
	p.sees("No internet")
}

func TestSelect_brings_the_boxes_on_a_phone(t *testing.T) {
	t.Parallel()
	for _, isPlain := range []bool{false, true} {
		t.Run(fmt.Sprintf("without script %v", isPlain), func(t *testing.T) {
			t.Parallel()
			kept := calm(t)
			kept.isAsked("First")
			kept.isAsked("Second")
			p := open(t, visitor{base: kept.base, width: 390, height: 844, isPlain: isPlain})
			p.signsInAs(maja)
			p.lacks(".row-pick, .bulk")
			p.press(".select-mode")
			p.has(".row-pick")
			p.press(".row:first-of-type .row-pick")
			p.has(".bulk")
			p.fits(t, "a ticket chosen on a phone")
			if !isPlain {
				p.accessible(t, "a ticket chosen on a phone")
			}
			p.press(`.bulk [value="assign"]`)
			p.at("/desk/acts/new")
			p.sees("For 1 chosen ticket")
		})
	}
}

func TestQueue_cold_costs_at_most_eight_requests_and_250_kilobytes(t *testing.T) {
	t.Parallel()
	kept := nordby(t, following(t))
	p := open(t, visitor{base: kept.base})
	p.signsInAs(maja)
	fresh := p.beside(visitor{base: kept.base})
	fresh.forgets()
	fresh.open("/desk")
	fresh.has(".board .row")
	ask[bool](fresh, `document.fonts.ready.then(() => true)`)
	got := ask[[]float64](fresh, `(all => [all.length, all.reduce((sum, one) => sum + one.transferSize, 0)])([...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource").filter(one => !one.name.includes("/live"))])`)
	t.Logf("%.0f requests, %.0f bytes", got[0], got[1])
	require.LessOrEqual(t, got[0], 8.0)
	require.LessOrEqual(t, got[1], 250_000.0)
	require.Greater(t, got[1], 100_000.0, "what was in the store is not counted")
}
