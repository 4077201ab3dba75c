package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

const (
	cursor  = `[...document.querySelectorAll(".board .row")].findIndex(r => r.getAttribute("aria-current") === "true")`
	focused = `document.activeElement?.id ?? ""`
)

func TestKeys_lead_through_the_queue_and_a_ticket(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	p := open(t, visitor{base: kept.base})
	p.signsIn()
	for _, step := range []struct {
		key string
		row int
	}{{"j", 0}, {"j", 1}, {"j", 2}, {"k", 1}} {
		p.keys(step.key)
		require.Equal(t, step.row, ask[int](p, cursor), step.key)
	}
	subject := ask[string](p, `document.querySelector('.row[aria-current="true"] .row-link').innerText`)
	p.keys(kb.Enter)
	p.at("/desk/tickets/")
	p.sees(subject)
	p.keys("n")
	require.Equal(t, "note-body", ask[string](p, focused))
	p.keys("r")
	require.Equal(t, "r", ask[string](p, `document.querySelector("#note-body").value`), "a key is a letter while somebody types")
	p.keys(kb.Escape)
	p.keys("r")
	require.Equal(t, "reply-body", ask[string](p, focused))
	require.Empty(t, ask[string](p, `document.querySelector("#reply-body").value`), "the key itself is not typed")
	p.keys(kb.Escape)
	p.keys("?", kb.ModifierShift)
	p.has("dialog#keys")
	p.keys(kb.Escape)
	p.lacks("dialog#keys")
	p.keys(kb.Escape)
	p.at("/desk")
	p.has(".board")
	p.keys("j")
	require.Equal(t, 2, ask[int](p, cursor), "it goes on behind the ticket that was left")
	p.keys("g")
	p.keys("n")
	p.at("/desk/notices")
}

func TestKeys_send_with_ctrl_enter_and_can_be_switched_off(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	p := open(t, visitor{base: kept.base})
	p.signsIn()
	p.opensTicket("No internet since last night")
	p.keys("r")
	p.fill("#reply-body", "Sent by the keys.")
	p.keys(kb.Enter, kb.ModifierCtrl)
	p.until(inThread("Sent by the keys."), "the answer in the conversation")
	p.keys("?", kb.ModifierShift)
	p.press("[data-keys-switch]")
	p.keys(kb.Escape)
	p.lacks("dialog#keys")
	p.open(p.where())
	p.keys("r")
	require.NotEqual(t, "reply-body", ask[string](p, focused))
}

func TestSend_is_refused_in_a_second_tab_and_the_draft_stays(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	v := visitor{base: kept.base, mayRefuse: true}
	one := open(t, v)
	one.signsIn()
	two := one.beside(v)
	one.opensTicket("No internet since last night")
	two.open(one.where())
	two.fill("#reply-body", "The same thing, said twice.")
	one.answers("Said first.")
	two.press("#reply-form [data-send-button]")
	two.has("#clash .clash")
	require.Equal(t, "The same thing, said twice.", ask[string](two, `document.querySelector("#reply-body").value`))
	two.until(inThread("Said first."), "what was said meanwhile")
	two.press("#reply-form [data-send-button]")
	two.until(inThread("said twice"), "the second answer, sent again by somebody who has seen the first")
}

func TestSend_pressed_twice_sends_once(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	p := open(t, visitor{base: kept.base})
	p.signsIn()
	p.opensTicket("No internet since last night")
	p.fill("#reply-body", "Only once.")
	p.rests("#reply-form [data-send-button]")
	p.do(chromedp.DoubleClick(chromedp.CSS("#reply-form [data-send-button]")))
	p.until(inThread("Only once."), "the answer in the conversation")
	var sent int
	require.NoError(t, kept.db.QueryRow(t.Context(), `select count(*) from messages where body = 'Only once.'`).Scan(&sent))
	require.Equal(t, 1, sent)

	p.open("/tickets/new")
	p.fill("#subject", "Asked twice")
	p.fill("#body", "By an impatient hand.")
	p.isAboutSomethingElse()
	p.fill("#name", "Rasmus Dahl")
	p.fill("#email", rasmus)
	p.do(chromedp.DoubleClick(chromedp.CSS("#question button.primary")))
	p.at("/tickets/sent/")
	require.NoError(t, kept.db.QueryRow(t.Context(), `select count(*) from tickets where subject = 'Asked twice'`).Scan(&sent))
	require.Equal(t, 1, sent)
}

func TestForm_that_is_refused_keeps_what_was_typed_and_chosen(t *testing.T) {
	t.Parallel()
	kept := nordby(t)
	file := filepath.Join(t.TempDir(), "red-lamp.txt")
	require.NoError(t, os.WriteFile(file, []byte("red\n"), 0o600))
	p := open(t, visitor{base: kept.base, mayRefuse: true})
	p.open("/tickets/new")
	p.fill("#subject", "  ")
	p.fill("#body", "It is red.")
	p.isAboutSomethingElse()
	p.fill("#name", "Rasmus Dahl")
	p.fill("#email", rasmus)
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#files"), []string{file}))
	p.sees("red-lamp.txt")
	p.press("#question button.primary")
	p.has("[data-errors]")
	require.Equal(t, "subject", ask[string](p, focused), "the first field with a message has the focus")
	require.Equal(t, "It is red.", ask[string](p, `document.querySelector("#body").value`))
	require.Equal(t, 1, ask[int](p, `document.querySelector("#files").files.length`))
	p.lacks("[data-again]")
	p.fill("#subject", "A red lamp")
	p.press("#question button.primary")
	p.at("/tickets/sent/")
	p.sees("red-lamp.txt")
}
