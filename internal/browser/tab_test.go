package browser

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// patience is how long a page may take to become what a test waits for.
const patience = 15 * time.Second

// tab is a page in the browser of one visitor. What goes wrong in its console fails the test when the test ends.
type tab struct {
	t       testing.TB
	ctx     context.Context
	base    string // the address of the server
	isPlain bool   // without script
	console *console
}

// visitor says who opens a tab.
type visitor struct {
	base      string
	language  string // the browser's preference; "" is English
	width     int    // 1440 if 0
	height    int    // 900 if 0
	isPlain   bool   // without script
	mayRefuse bool   // the test sends what is refused, so that the browser notes the answer (4xx)
	mayFail   bool   // the same for answers that say that we cannot (5xx)
	mayCut    bool   // the test takes the net away
}

// open gives a visitor a browser of their own: no cookie, nothing stored.
func open(t testing.TB, v visitor) *tab {
	t.Helper()
	return enter(t, v, chromium.ctx, chromedp.WithNewBrowserContext())
}

// beside opens another tab of the same visitor.
func (p *tab) beside(v visitor) *tab {
	p.t.Helper()
	own := chromedp.FromContext(p.ctx).BrowserContextID
	return enter(p.t, v, chromium.ctx, chromedp.WithExistingBrowserContext(own))
}

func enter(t testing.TB, v visitor, around context.Context, option chromedp.ContextOption) *tab {
	t.Helper()
	ctx, end := chromedp.NewContext(around, option)
	p := &tab{t: t, ctx: ctx, base: v.base, isPlain: v.isPlain, console: &console{mayRefuse: v.mayRefuse, mayFail: v.mayFail, mayCut: v.mayCut, marks: make(chan string, 16)}}
	require.NoError(t, chromedp.Do(ctx))
	p.console.follow(ctx)
	t.Cleanup(func() {
		p.quiet()
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("close the tab: %v", err)
		}
		end()
		p.console.done.Wait()
	})
	if v.language == "" {
		v.language = "en"
	}
	_, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": v.language}})
	require.NoError(t, err)
	if v.isPlain {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		require.NoError(t, err)
	}
	p.size(cmp.Or(v.width, 1440), cmp.Or(v.height, 900))
	return p
}

// size makes the window that large. Under 768 pixels it is a phone: it is touched.
func (p *tab) size(width, height int) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(int64(width), int64(height), func(_ *emulation.SetDeviceMetricsOverrideParams, touch *emulation.SetTouchEmulationEnabledParams) {
		touch.Enabled = width < 768
	}))
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 2*patience)
	defer cancel()
	require.NoError(p.t, chromedp.Do(ctx, steps...))
}

// open goes to a page of the server.
func (p *tab) open(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.base + path))
}

// ask evaluates an expression in the page.
func ask[T any](p *tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 2*patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(p.t, err, expression)
	return value
}

// until waits for an expression to become true. It asks from outside, so it works without script, and between pages.
func (p *tab) until(expression, hope string) {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	var last error
	for time.Now().Before(deadline) {
		is, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`!!(`+expression+`)`))
		if err == nil && is {
			return
		}
		last = err
		<-time.After(15 * time.Millisecond)
	}
	p.t.Fatalf("%s: waited in vain (%v)\nat %s\n%s", hope, last, p.where(), p.words())
}

// waits looks again and again until something is so.
func (p *tab) waits(hope string, is func() bool) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-time.After(20 * time.Millisecond) {
		if is() {
			return
		}
	}
	p.t.Fatalf("%s: waited in vain\nat %s\n%s", hope, p.where(), p.words())
}

// where is the path of the page, with its query.
func (p *tab) where() string {
	p.t.Helper()
	return ask[string](p, `location.pathname + location.search`)
}

// words are all that the page says.
func (p *tab) words() string {
	p.t.Helper()
	return ask[string](p, `document.body ? document.body.innerText : ""`)
}

// sees waits until the page says all of something.
func (p *tab) sees(all ...string) {
	p.t.Helper()
	for _, words := range all {
		p.until(fmt.Sprintf(`document.body && document.body.innerText.replace(/\s+/g, " ").includes(%s)`, quoted(words)), "the words "+words)
	}
}

// at waits until the page's path begins so, and the page is there.
func (p *tab) at(path string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.readyState === "complete" && location.pathname.startsWith(%s)`, quoted(path)), "the page "+path)
}

// has waits until something is there and to be seen.
func (p *tab) has(selector string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector(%s)?.checkVisibility()`, quoted(selector)), selector)
}

// lacks waits until nothing of that kind is to be seen.
func (p *tab) lacks(selector string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`![...document.querySelectorAll(%s)].some(e => e.checkVisibility())`, quoted(selector)), "nothing of "+selector)
}

// press clicks what a selector finds, once it is there.
func (p *tab) press(selector string) {
	p.t.Helper()
	p.rests(selector)
	p.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// chooses presses a radio button and sees that it is chosen.
func (p *tab) chooses(selector string) {
	p.t.Helper()
	p.press(selector)
	p.until(`document.querySelector(`+quoted(selector)+`).checked`, "the choice of "+selector)
}

// rests waits until something is to be seen and stays where it is: a script puts a menu beside its button some time after it opens.
func (p *tab) rests(selector string) {
	p.t.Helper()
	before := ""
	p.waits(selector, func() bool {
		place := ask[string](p, `(e => {
			const menu = !`+strconv.FormatBool(p.isPlain)+` && e?.closest(".menu[popover]");
			return e?.checkVisibility() && !(menu && !menu.style.inset) ? JSON.stringify(e.getBoundingClientRect()) : "";
		})(document.querySelector(`+quoted(selector)+`))`)
		rests := place != "" && place == before
		before = place
		return rests
	})
}

// fill writes into a field, in the place of what stands there.
func (p *tab) fill(selector, text string) {
	p.t.Helper()
	p.has(selector)
	ask[bool](p, `(document.querySelector(`+quoted(selector)+`).select(), true)`)
	p.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// keys types into whatever has the focus.
func (p *tab) keys(keys string, with ...kb.Modifier) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(with...)))
}

// quiet reports what the console has said that it should not.
func (p *tab) quiet() {
	mark := fmt.Sprintf("the end of the test %d", time.Now().UnixNano())
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[chromedp.Void](`console.debug(`+quoted(mark)+`)`)); err != nil {
		p.t.Errorf("the page did not answer at the end: %v", err)
		return
	}
	for {
		select {
		case said := <-p.console.marks:
			if said != mark {
				continue
			}
		case <-time.After(patience):
			p.t.Error("the console did not answer at the end")
		}
		break
	}
	for _, fault := range p.console.take() {
		p.t.Errorf("the console says: %s", fault)
	}
}

// console collects what a page complains about.
type console struct {
	mayRefuse bool
	mayFail   bool
	mayCut    bool
	marks     chan string
	done      sync.WaitGroup

	mu     sync.Mutex
	faults []string
}

func (c *console) follow(ctx context.Context) {
	messages := chromedp.Console(ctx)
	c.done.Go(func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			c.hear(m)
		}
	})
}

func (c *console) hear(m chromedp.ConsoleMessage) {
	switch {
	case m.Type == chromedp.ConsoleDebug && strings.HasPrefix(m.Text, "the end of the test"):
		c.marks <- m.Text
	case m.Type != chromedp.ConsoleError && m.Type != chromedp.ConsoleException && m.Type != chromedp.ConsoleWarning && m.Source != "security":
	case c.mayRefuse && strings.Contains(m.Text, "Failed to load resource: the server responded with a status of 4"):
	case c.mayFail && strings.Contains(m.Text, "Failed to load resource: the server responded with a status of 5"):
	case c.mayCut && strings.Contains(m.Text, "net::ERR_"):
	default:
		c.mu.Lock()
		defer c.mu.Unlock()
		c.faults = append(c.faults, fmt.Sprintf("%s (%s %s)", m, m.Source, m.URL))
	}
}

func (c *console) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.faults
}

// quoted is a text as JavaScript writes it.
func quoted(text string) string {
	written, err := json.Marshal(text)
	if err != nil {
		return `""` // a string always can be written
	}
	return string(written)
}

// forgets lets the browser keep nothing, so that each page is loaded as by who has never been there.
func (p *tab) forgets() {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	require.NoError(p.t, err)
}
