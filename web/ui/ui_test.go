package ui_test

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

// speaking is a context in that language; a message that is missing fails the test.
func speaking(t *testing.T, locale i18n.Locale) context.Context {
	t.Helper()
	l := i18n.For(locale, time.UTC).Reporting(func(err error) { t.Error(err) })
	return i18n.With(t.Context(), l)
}

// drawn renders a part, in English.
func drawn(t *testing.T, part templ.Component) string {
	t.Helper()
	var out strings.Builder
	require.NoError(t, part.Render(speaking(t, i18n.EN), &out))
	return out.String()
}

// holding is a part with children.
func holding(part templ.Component, children string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return part.Render(templ.WithChildren(ctx, templ.Raw(children)), w)
	})
}

// find returns the elements of a tag in what was drawn.
func find(t *testing.T, page, tag string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == tag {
			found = append(found, n)
		}
	}
	return found
}

func first(t *testing.T, page, tag string) *html.Node {
	t.Helper()
	found := find(t, page, tag)
	require.NotEmpty(t, found, "a %s in %s", tag, page)
	return found[0]
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func words(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func TestRing_has_a_shape_of_its_own_for_every_state(t *testing.T) {
	t.Parallel()
	seen := map[string]ui.State{}
	for _, state := range []ui.State{ui.Upcoming, ui.Soon, ui.Late, ui.Kept, ui.Broken, ui.Paused} {
		page := drawn(t, ui.Ring(state, 86))
		svg := first(t, page, "svg")
		require.Equal(t, string(state), attr(svg, "data-state"))
		require.Equal(t, "true", attr(svg, "aria-hidden"))
		shape := strings.ReplaceAll(page, string(state), "")
		require.NotContains(t, seen, shape, "%s looks like %s", state, seen[shape])
		seen[shape] = state
	}
}

func TestRing_draws_the_share_that_is_used(t *testing.T) {
	t.Parallel()
	require.Contains(t, drawn(t, ui.Ring(ui.Soon, 86)), `pathLength="100" stroke-dasharray="86 100"`)
	require.Contains(t, drawn(t, ui.Ring(ui.Upcoming, -3)), `stroke-dasharray="0 100"`)
	require.Contains(t, drawn(t, ui.Ring(ui.Upcoming, 180)), `stroke-dasharray="100 100"`)
	require.Contains(t, drawn(t, ui.Spent(130)), `width="100%"`)
}

func TestPromise_says_verb_and_time(t *testing.T) {
	t.Parallel()
	page := drawn(t, ui.Promise(ui.Chip{State: ui.Late, What: "First reply", When: "5 min late"}))
	require.Equal(t, "First reply 5 min late", words(first(t, page, "span")))
	require.Equal(t, "late", attr(first(t, page, "span"), "data-state"))
	require.NotContains(t, drawn(t, ui.Promise(ui.Chip{State: ui.Kept, When: "kept 14:24"})), `class="what"`)
}

func TestTime_carries_the_instant(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 17, 14, 30, 0, 0, time.FixedZone("", 3600))
	require.Equal(t, `<time datetime="2026-03-17T14:30:00+01:00">14:30</time>`, drawn(t, ui.Time(at, "14:30")))
}

func TestSprite_holds_exactly_what_was_drawn(t *testing.T) {
	t.Parallel()
	ctx := ui.Collect(speaking(t, i18n.EN))
	var out strings.Builder
	for _, part := range []templ.Component{
		ui.Icon("send"), ui.Icon("send"), ui.Icon("no such icon"),
		ui.TheRail(ui.Rail{Points: []ui.Point{{State: ui.Kept, At: 10}}, Past: true}), ui.Sprite(),
	} {
		require.NoError(t, part.Render(ctx, &out))
	}
	page := out.String()
	require.Len(t, find(t, page, "symbol"), 1)
	require.Equal(t, "i-send", attr(first(t, page, "symbol"), "id"))
	require.Equal(t, 2, strings.Count(page, `href="#i-send"`))
	require.Equal(t, 1, strings.Count(page, `id="pt-kept"`))
	require.NotContains(t, page, "pt-now")
	require.NotContains(t, page, "no such icon")
}

func TestEvery_icon_that_a_template_names_is_drawn(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"": true}
	for _, name := range ui.Icons() {
		known[name] = true
	}
	named := regexp.MustCompile(`(?:\bIcon\(|\b[Ii]con:\s*|#i-|ui\.Need\(ctx, )"?([a-z0-9-]+)`)
	seen := 0
	require.NoError(t, filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".templ") {
			return err
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, match := range named.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(match[0], `"`) && !strings.Contains(match[0], "#") {
				continue // a variable
			}
			seen++
			require.True(t, known[match[1]] || strings.HasPrefix(match[1], "pt-"), "%s draws %q", path, match[1])
		}
		return nil
	}))
	require.Greater(t, seen, 20)
}

func TestNo_template_has_a_style_or_script_of_its_own(t *testing.T) {
	t.Parallel()
	inline := regexp.MustCompile(`(?i)\sstyle=|<style|<script(?:>|\s[^>]*>\s*[^<\s])|\son[a-z]+=["{]|javascript:`)
	require.NoError(t, filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".templ") || strings.Contains(path, "mail") {
			return err // mail programs need inline styles
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Empty(t, inline.FindString(string(text)), path)
		return nil
	}))
}

func TestButton_sends_unless_it_opens_something(t *testing.T) {
	t.Parallel()
	send := first(t, drawn(t, ui.Button(ui.Act{Label: "Send", Icon: "send", Kind: ui.Primary, Size: ui.Big, Full: true, Busy: "Sending", Key: "r", Name: "mode", Value: "reply"})), "button")
	require.Equal(t, "submit", attr(send, "type"))
	require.Equal(t, "btn primary big full", attr(send, "class"))
	require.Equal(t, "Sending", attr(send, "data-busy"))
	require.Equal(t, "r", attr(send, "data-key"))
	require.Equal(t, "Send", words(send))
	require.False(t, has(send, "aria-label"))

	more := first(t, drawn(t, ui.Button(ui.Act{Label: "More", Icon: "more", Only: true, Menu: "more"})), "button")
	require.Equal(t, "button", attr(more, "type"))
	require.Equal(t, "More", attr(more, "aria-label"))
	require.Empty(t, words(more))

	keys := first(t, drawn(t, ui.Button(ui.Act{Label: "Keys", Opens: "keys"})), "button")
	require.True(t, has(keys, "hidden"), "a button that needs script waits for it")
}

func TestLink_goes_only_where_a_page_may_lead(t *testing.T) {
	t.Parallel()
	for href, want := range map[string]string{
		"/desk?team=1&view=a": "/desk?team=1&view=a", "https://example.com": "https://example.com",
		"tel:+4575550100": "tel:+4575550100", "javascript:alert(1)": "#", "data:text/html,x": "#", "JaVaScript:x": "#", "\x00/desk": "/desk",
	} {
		require.Equal(t, want, attr(first(t, drawn(t, ui.Link(ui.Act{Label: "x", Href: href})), "a"), "href"), href)
	}
}

func TestAvatar_shows_who_somebody_is(t *testing.T) {
	t.Parallel()
	require.Equal(t, `<span class="av md" data-hue="10" aria-hidden="true">ML</span>`, drawn(t, ui.Avatar(ui.Face{Initials: "ML", Hue: 22, Size: "md"})))
	require.Equal(t, `<span class="av av-customer" aria-hidden="true">HL</span>`, drawn(t, ui.Avatar(ui.Face{Who: ui.Customer, Initials: "HL"})))
	require.Contains(t, drawn(t, ui.Avatar(ui.Face{Who: ui.Nobody})), `#i-user`)
	require.Contains(t, drawn(t, ui.Avatar(ui.Face{Hue: -1})), `data-hue="11"`)
}

func TestInitials_are_the_first_and_last_words_letters(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Maja Lindqvist": "ML", "Ελένη Παπαδοπούλου": "ΕΠ", "maja": "M", " a b  c ": "AC", "": "", "Søren Ægir": "SÆ", "\x00": ""} {
		require.Equal(t, want, ui.Initials(name), name)
	}
}

func TestPrio_is_said_in_words(t *testing.T) {
	t.Parallel()
	for level, want := range map[string]string{"low": "Low", "normal": "Normal", "high": "High", "urgent": "Urgent"} {
		require.Equal(t, want, words(first(t, drawn(t, ui.Prio(level)), "span")))
	}
}

func TestLateCount_is_silent_about_none(t *testing.T) {
	t.Parallel()
	require.Empty(t, drawn(t, ui.LateCount(0)))
	require.Equal(t, "late: 3", words(first(t, drawn(t, ui.LateCount(3)), "span")))
}

func TestPager_shows_only_the_ways_that_there_are(t *testing.T) {
	t.Parallel()
	require.Empty(t, drawn(t, ui.Pager("", "")))
	links := find(t, drawn(t, ui.Pager("", "/desk?after=9")), "a")
	require.Len(t, links, 1)
	require.Equal(t, "next", attr(links[0], "rel"))
	require.Equal(t, "Older", words(links[0]))
}

func TestTabs_name_the_one_that_is_open(t *testing.T) {
	t.Parallel()
	links := find(t, drawn(t, ui.Tabs("Views", []ui.Tab{{Label: "All", Href: "/a", Current: true, Count: 0, Counted: true}, {Label: "Mine", Href: "/b"}})), "a")
	require.Equal(t, "page", attr(links[0], "aria-current"))
	require.Equal(t, "All 0", words(links[0]))
	require.False(t, has(links[1], "aria-current"))
}

func TestRail_draws_in_the_design_s_order(t *testing.T) {
	t.Parallel()
	page := drawn(t, ui.TheRail(ui.Rail{
		Label: "Today", Now: 62.5, Hours: []ui.Hour{{At: 0, Words: "08"}}, Slots: []ui.Span{{From: 70, Width: 15}},
		Points: []ui.Point{{State: ui.Late, At: 61}, {State: ui.Paused, At: 140}},
	}))
	order := regexp.MustCompile(`class="(gone|base|hour|slot|now)"|href="#(pt-[a-z]+)"`).FindAllStringSubmatch(page, -1)
	var names []string
	for _, match := range order {
		names = append(names, match[1]+match[2])
	}
	require.Equal(t, []string{"gone", "base", "hour", "slot", "pt-late", "pt-upcoming", "now", "pt-now"}, names)
	require.Contains(t, page, `x="62.5%"`)
	require.Contains(t, page, `x="100%"`)
	require.Contains(t, page, `class="rail labelled" role="img" aria-label="Today"`)
	past := drawn(t, ui.TheRail(ui.Rail{Past: true, Walled: true}))
	require.NotContains(t, past, "now")
	require.Contains(t, past, `class="rail walled"`)
}

func TestDialog_and_menu_have_names(t *testing.T) {
	t.Parallel()
	page := drawn(t, holding(ui.Dialog("move", "Move this promise?"), "x"))
	require.Equal(t, "move-title", attr(first(t, page, "dialog"), "aria-labelledby"))
	require.Equal(t, "move-title", attr(first(t, page, "h2"), "id"))
	menu := first(t, drawn(t, holding(ui.Menu("more", "More"), "x")), "div")
	require.True(t, has(menu, "popover"))
	require.Equal(t, "More", attr(menu, "aria-label"))
}

func TestToast_says_which_draft_has_arrived(t *testing.T) {
	t.Parallel()
	require.Equal(t, "reply-4812", attr(first(t, drawn(t, ui.Toast(ui.Note{Text: "Sent", Draft: "reply-4812"})), "div"), "data-draft-done"))
	require.Contains(t, drawn(t, ui.Toast(ui.Note{Text: "Kept", Kept: true})), `data-state="kept"`)
}

func TestEmpty_has_the_page_s_title_when_it_is_the_page(t *testing.T) {
	t.Parallel()
	page := drawn(t, ui.Empty(ui.Nothing{State: ui.Broken, Title: "Not there.", Text: "Nothing is lost.", Code: "7F3A-22", Page: true}))
	require.Equal(t, "Not there.", words(first(t, page, "h1")))
	require.Contains(t, page, "Tell support: 7F3A-22")
	require.Len(t, find(t, drawn(t, ui.Empty(ui.Nothing{State: ui.Kept, Title: "x"})), "h2"), 1)
}

func TestParts_speak_every_language(t *testing.T) {
	t.Parallel()
	for _, locale := range i18n.Locales {
		ctx := speaking(t, locale)
		for _, part := range []templ.Component{
			ui.Input(ui.Field{Name: "n", Label: "l", Max: 9, Optional: true}), ui.Errors([]ui.Problem{{Message: "m"}}),
			ui.Prio("low"), ui.Prio("normal"), ui.Prio("high"), ui.Prio("urgent"), ui.LateCount(2), ui.Pager("/a", "/b"), ui.Bones(1),
			ui.Empty(ui.Nothing{State: ui.Kept, Code: "X"}), ui.Files(ui.Upload{Name: "f", Files: 5, Bytes: 1, Total: 2, Again: true}), ui.DraftNote(), ui.Language("/"),
		} {
			var out strings.Builder
			require.NoError(t, part.Render(ctx, &out))
			require.NotEmpty(t, out.String())
		}
	}
}

func TestLive_replaces_itself_and_nothing_else(t *testing.T) {
	t.Parallel()
	values := map[string]any{}
	for _, a := range ui.Live("board", "/desk?view=mine") {
		values[a.Key] = a.Value
	}
	require.Equal(t, "/desk?view=mine", values["hx-get"])
	require.Equal(t, "#board", values["hx-select"])
	require.Equal(t, "board", values["id"])
	require.Equal(t, "outerMorph", values["hx-swap"])
	require.NotContains(t, values["hx-trigger"], "[", "a filter would need eval")
	require.Contains(t, values, "data-live")
}
