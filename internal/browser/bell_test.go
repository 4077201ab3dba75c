package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

func TestJourney_a_colleague_is_called_in_a_note_and_the_browser_tells_them(t *testing.T) {
	t.Parallel()
	kept := calm(t, following(t))
	id := kept.isAsked("No internet")
	var number int64
	var name string
	require.NoError(t, kept.db.QueryRow(t.Context(), `select number from tickets where id = $1`, id).Scan(&number))
	require.NoError(t, kept.db.QueryRow(t.Context(), `select p.name from people p join addresses a on a.person_id = p.id where a.address = $1`, ingrid).Scan(&name))
	writes, told := open(t, visitor{base: kept.base}), open(t, visitor{base: kept.base})
	writes.signsInAs(maja)
	told.signsInAs(ingrid)

	// Nothing is asked on load: only the button asks, and what it is about is ticked.
	told.mayNotNotify()
	told.open("/desk/profile/notices")
	told.has("[data-permission] [data-when]:not([hidden])")
	told.press(`input[name="browser"][value="mentioned"]`)
	told.press("#ways button")
	told.sees("Saved.")
	// A browser that refuses every notice says so with how to allow them again; what it would show is taken down here.
	told.sees("This browser was told not to show notices of Kept.")
	told.open("/desk")
	ask[bool](told, `(window.shown = [], window.Notification = class extends EventTarget {
		static permission = "granted";
		constructor(title, options) { super(); shown.push([title, options.body, options.tag].join("|")); }
	}, true)`)

	// The name is offered while it is typed, and taken with the keyboard alone.
	writes.open(fmt.Sprintf("/desk/tickets/%d?mode=note", number))
	writes.press("#note-body")
	writes.keys("@" + string([]rune(name)[:3]))
	writes.until(`document.querySelector("#colleagues:not([hidden]) [aria-selected=true]")?.dataset.name === `+quoted(name), "the colleague is offered")
	writes.keys(kb.Tab)
	require.Equal(t, "@"+name+" ", ask[string](writes, `document.querySelector("#note-body").value`))
	writes.lacks("#colleagues:not([hidden])")
	writes.keys("please look.")
	writes.press("#note-form [data-send-button]")
	writes.sees("these are told: " + name)
	writes.has("mark.call")

	told.until(`document.querySelector(".side a[href='/desk/notices'] .news")?.innerText.startsWith("1")`, "the bell rings")
	told.until(`shown.length === 1`, "the browser shows it")
	shown := ask[string](told, `shown[0]`)
	require.Contains(t, shown, "mentions you in a note|#"+fmt.Sprint(number)+" No internet|kept-")
	require.NotContains(t, shown, "please look")
}

// mayNotNotify has the visitor's browser refuse every notice: with a window it would ask, and without one some refuse by themselves.
func (p *tab) mayNotNotify() {
	p.t.Helper()
	_, err := chromedp.CallBrowser(p.ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "notifications"}, Setting: browser.PermissionSettingDenied,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
	})
	require.NoError(p.t, err)
}
