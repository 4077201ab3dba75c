package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// calls opens the command palette by its key and types into it.
func (p *tab) calls(words string) {
	p.t.Helper()
	p.keys("k", kb.ModifierCtrl)
	p.until(`document.activeElement?.id === "palette-words"`, "the palette")
	p.keys(words)
}

// offers waits until the line that would be chosen has these words.
func (p *tab) offers(words string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector('#palette [aria-selected="true"]')?.innerText.includes(%s)`, quoted(words)), "the palette to offer "+words)
}

func TestPalette_goes_to_what_is_typed_and_gives_the_focus_back(t *testing.T) {
	t.Parallel()
	kept := calm(t)
	kept.isAsked("Ο δρομολογητής δεν λειτουργεί")
	kept.isAsked("Łącze jest przerwane")
	p := open(t, visitor{base: kept.base})
	p.signsInAs(maja)
	p.keys("j")
	p.calls("δρομολογητής")
	p.offers("Ο δρομολογητής")
	require.Equal(t, "palette-option-0", ask[string](p, `document.activeElement.getAttribute("aria-activedescendant")`))
	p.until(`/^To choose from: \d+$/.test(document.querySelector("[data-palette-says]").innerText)`, "how many there are, said to a screen reader")
	p.accessible(t, "the palette with what it found")
	p.keys(kb.Escape)
	p.lacks("#palette")
	p.until(`document.activeElement?.matches(".row-link")`, "the focus where it was")
	p.calls("lacze")
	p.offers("Łącze jest przerwane")
	p.keys(kb.Enter)
	p.at("/desk/tickets/")
	p.sees("Łącze jest przerwane")

	// What was open last is offered before anything is typed, but not the page itself.
	p.open("/desk/customers")
	p.calls("")
	p.until(`document.querySelector("#palette-list").innerText.includes("Łącze jest przerwane")`, "the ticket that was open")
	p.keys("k", kb.ModifierCtrl)
	p.lacks("#palette")

	// On a phone it fills the window, and its button stands in the menu.
	p.size(390, 844)
	p.open("/desk")
	p.press(`.topbar [popovertarget="side"]`)
	p.press(".palette-link")
	p.has("#palette")
	require.Equal(t, []float64{390, 844}, ask[[]float64](p, `(r => [r.width, r.height])(document.querySelector("#palette").getBoundingClientRect())`))
	p.accessible(t, "the palette on a phone")
}

func TestPalette_does_what_the_page_can_do_by_the_pages_own_forms(t *testing.T) {
	t.Parallel()
	kept := calm(t)
	kept.isAsked("No internet")
	p := open(t, visitor{base: kept.base})
	p.signsInAs(maja)
	p.keys("j" + kb.Enter)
	p.at("/desk/tickets/")
	p.calls("take")
	p.offers("Take")
	p.keys(kb.Enter)
	p.until(`document.readyState === "complete" && document.querySelector("#thead")?.innerText.includes("yours")`, "the ticket to be hers")
	p.calls("note")
	p.offers("Note")
	p.keys(kb.Enter)
	p.until(`document.activeElement?.id === "note-body"`, "the field of the note")
	p.calls("give ingrid")
	p.offers("Give to Ingrid")
	p.keys(kb.Enter)
	p.until(`document.activeElement?.matches("#act-owner footer button") && document.querySelector("#owner").selectedOptions[0].text.startsWith("Ingrid")`, "the form with Ingrid in it")
	p.keys(kb.Enter)
	p.until(`document.readyState === "complete" && document.querySelector("#thead")?.innerText.includes("Ingrid")`, "the ticket to be Ingrid’s")
	p.calls("take")
	p.until(`document.querySelector("#palette-list").innerText.includes("Search everything")`, "the answer")
	require.False(t, ask[bool](p, `[...document.querySelectorAll("#palette div[role=option]")].some(o => o.innerText.trim() === "Take")`), "what is not there is not offered")
}

func TestPalette_without_script_is_the_search(t *testing.T) {
	t.Parallel()
	kept := calm(t)
	p := open(t, visitor{base: kept.base, isPlain: true})
	p.signsInAs(maja)
	p.open("/desk")
	p.press(".palette-link")
	p.at("/desk/search")
	p.open("/desk/keys")
	p.sees("In the queue")
	p.has(`a[href="/desk/profile#keys-own"]`)
}
