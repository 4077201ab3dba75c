package layout_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/assets"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// nordby is the company of the tests, on a demo desk.
func nordby() layout.Company {
	return layout.Company{
		Name: "Nordby Fiber", AddressLine: "Havnegade 2, Nordby", Phone: "+45 75 55 01 00", Brand: "#0b5f78",
		Demo: &layout.Demo{Now: time.Date(2026, 3, 17, 13, 18, 0, 0, time.UTC)},
	}
}

func frame() layout.Frame {
	return layout.Frame{
		Title: "All open", Screen: "queue", Company: nordby(), Back: "/desk?a=1&b=2",
		Side: layout.Side{Current: "team", Team: 7, MineLate: 1, Mine: 9, Open: 38, Teams: []layout.SideTeam{
			{ID: 7, Name: "First line", Icon: "wrench", Count: 14}, {ID: 8, Name: "Second line", Icon: "no such icon", Count: 3},
		}},
	}
}

// shells are all of them, around the same words.
func shells(f layout.Frame) map[string]templ.Component {
	return map[string]templ.Component{
		"portal": layout.Portal(f), "desk": layout.Desk(f), "door": layout.Door(f, layout.Wall{Words: "43 kept", Rail: ui.Rail{Past: true}}),
		"plain": layout.Plain(f), "gallery": layout.Gallery(f),
	}
}

// shown renders a shell with a child that draws an icon of its own.
func shown(t *testing.T, ctx context.Context, shell templ.Component) string {
	t.Helper()
	child := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, "<h1>Words</h1>"); err != nil {
			return err
		}
		return ui.Icon("print").Render(ctx, w)
	})
	var out strings.Builder
	require.NoError(t, shell.Render(templ.WithChildren(ctx, child), &out))
	return out.String()
}

// speaking is a context in that language; a message that is missing fails the test.
func speaking(t *testing.T, locale i18n.Locale) context.Context {
	t.Helper()
	l := i18n.For(locale, time.FixedZone("", 3600)).Reporting(func(err error) { t.Error(err) })
	return i18n.With(t.Context(), l)
}

func each(t *testing.T, page string, visit func(*html.Node)) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			visit(n)
		}
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestShells_are_whole_documents_in_every_language(t *testing.T) {
	t.Parallel()
	for _, locale := range i18n.Locales {
		for name, shell := range shells(frame()) {
			page := shown(t, layout.WithViewer(speaking(t, locale), layout.Viewer{Name: "Karin Holm", Initials: "KH", Role: "admin"}), shell)
			require.True(t, strings.HasPrefix(strings.ToLower(page), "<!doctype html>"), name)
			require.Contains(t, page, `<html lang="`+string(locale)+`"`, name)
			require.Equal(t, 1, strings.Count(page, "<main "), name)
			require.Contains(t, page, `id="main"`, name)
			require.Contains(t, page, `href="#main"`, name)
		}
	}
}

func TestShells_keep_to_the_content_security_policy(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(frame()) {
		each(t, shown(t, layout.WithViewer(speaking(t, i18n.EN), layout.Viewer{Name: "Maja"}), shell), func(n *html.Node) {
			require.NotEqual(t, "style", n.Data, name)
			for _, a := range n.Attr {
				require.NotEqual(t, "style", a.Key, "%s: %s", name, n.Data)
				require.False(t, strings.HasPrefix(a.Key, "on"), "%s: %s %s", name, n.Data, a.Key)
			}
			if n.Data == "script" {
				require.True(t, strings.HasPrefix(attr(n, "src"), "/assets/"), name)
				require.Nil(t, n.FirstChild, name)
			}
		})
	}
}

func TestShells_link_only_assets_that_exist(t *testing.T) {
	t.Parallel()
	handler, err := assets.Handler()
	require.NoError(t, err)
	for _, locale := range i18n.Locales {
		for name, shell := range shells(frame()) {
			seen := 0
			each(t, shown(t, speaking(t, locale), shell), func(n *html.Node) {
				for _, address := range []string{attr(n, "src"), attr(n, "href")} {
					if !strings.HasPrefix(address, "/assets/") {
						continue
					}
					w := httptest.NewRecorder()
					handler.ServeHTTP(w, httptest.NewRequest(http.MethodHead, address, nil))
					require.Equal(t, http.StatusOK, w.Code, "%s: %s", name, address)
					seen++
				}
			})
			require.GreaterOrEqual(t, seen, 4, name)
		}
	}
}

func TestShells_have_every_shape_that_they_use_and_every_id_once(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(frame()) {
		ids, used := map[string]int{}, []string{}
		each(t, shown(t, layout.WithViewer(speaking(t, i18n.EN), layout.Viewer{Name: "Maja"}), shell), func(n *html.Node) {
			if id := attr(n, "id"); id != "" {
				ids[id]++
			}
			if n.Data == "use" {
				used = append(used, strings.TrimPrefix(attr(n, "href"), "#"))
			}
			for _, name := range []string{"popovertarget", "data-opens", "aria-labelledby", "for"} {
				if id := attr(n, name); id != "" {
					used = append(used, id)
				}
			}
		})
		for _, id := range used {
			require.Contains(t, ids, id, name)
		}
		for id, times := range ids {
			require.Equal(t, 1, times, "%s: #%s", name, id)
		}
	}
}

func TestPage_preloads_the_letters_of_its_language(t *testing.T) {
	t.Parallel()
	for locale, want := range map[i18n.Locale][]string{
		i18n.EN: {"kept-sans-latin."}, i18n.SV: {"kept-sans-latin."}, i18n.DA: {"kept-sans-latin."},
		i18n.PL: {"kept-sans-latin.", "kept-sans-latin-ext."}, i18n.EL: {"kept-sans-latin.", "kept-sans-greek."},
	} {
		var loaded []string
		each(t, shown(t, speaking(t, locale), layout.Portal(frame())), func(n *html.Node) {
			if attr(n, "rel") == "preload" {
				loaded = append(loaded, attr(n, "href"))
			}
		})
		require.Len(t, loaded, len(want))
		for i, font := range want {
			require.Contains(t, loaded[i], font)
		}
	}
}

func TestTheme_is_what_was_chosen_or_the_computer_s(t *testing.T) {
	t.Parallel()
	require.NotContains(t, shown(t, speaking(t, i18n.EN), layout.Plain(frame())), "data-theme")
	require.Contains(t, shown(t, layout.WithTheme(speaking(t, i18n.EN), "dark"), layout.Plain(frame())), `<html lang="en" data-theme="dark">`)
	require.NotContains(t, shown(t, layout.WithTheme(speaking(t, i18n.EN), `"><b>`), layout.Plain(frame())), "data-theme")
}

func TestDesk_shows_who_is_late_and_where_one_is(t *testing.T) {
	t.Parallel()
	page := shown(t, layout.WithViewer(speaking(t, i18n.EN), layout.Viewer{Name: "Ingrid Berg", Initials: "IB", Hue: 3, Role: "supervisor"}), layout.Desk(frame()))
	var current []string
	each(t, page, func(n *html.Node) {
		if n.Data == "a" && attr(n, "aria-current") == "page" {
			current = append(current, attr(n, "href"))
		}
	})
	require.Equal(t, []string{"/desk?team=7"}, current)
	require.Contains(t, page, `<span class="sr">late: </span>1`)
	require.Contains(t, page, "Ingrid Berg")
	require.Contains(t, page, "Supervisor")
	for _, address := range []string{"/desk?view=mine", "/desk?view=unassigned", "/desk?view=solved", "/desk/profile"} {
		require.Contains(t, page, `href="`+address+`"`)
	}
	for _, action := range []string{"/theme", "/logout", "/demo/clock"} {
		require.Contains(t, page, `method="post" action="`+action+`"`)
	}
	require.Contains(t, page, `name="back" value="/desk?a=1&amp;b=2"`)
	require.Contains(t, page, `htmx-config`)
}

func TestDesk_draws_each_team_s_own_icon_and_people_for_one_that_is_none(t *testing.T) {
	t.Parallel()
	drawn := map[string]string{}
	each(t, shown(t, speaking(t, i18n.EN), layout.Desk(frame())), func(n *html.Node) {
		if n.Data != "a" || !strings.HasPrefix(attr(n, "href"), "/desk?team=") {
			return
		}
		for part := range n.Descendants() {
			if part.Data == "use" {
				drawn[attr(n, "href")] = attr(part, "href")
			}
		}
	})
	require.Equal(t, map[string]string{"/desk?team=7": "#i-wrench", "/desk?team=8": "#i-users"}, drawn)
}

func TestDesk_without_a_viewer_has_no_menu_for_one(t *testing.T) {
	t.Parallel()
	page := shown(t, speaking(t, i18n.EN), layout.Desk(frame()))
	require.NotContains(t, page, "/logout")
	require.NotContains(t, page, `class="me"`)
}

func TestDesk_says_what_is_wrong_above_its_page(t *testing.T) {
	t.Parallel()
	f := frame()
	f.Banners = []layout.Banner{{Tone: ui.ToneLate, Text: "Mail is held.", Link: "Why", Href: "/help"}}
	page := shown(t, speaking(t, i18n.EN), layout.Desk(f))
	require.Less(t, strings.Index(page, "Mail is held."), strings.Index(page, "<h1>"))
	require.Contains(t, page, `<a href="/help">Why</a>`)
}

func TestPortal_carries_the_company_s_colour_and_address(t *testing.T) {
	t.Parallel()
	page := shown(t, speaking(t, i18n.EN), layout.Portal(frame()))
	require.Contains(t, page, `/assets/brand.css?colour=0b5f78`)
	require.Contains(t, page, `class="portal branded"`)
	require.Contains(t, page, `href="tel:+4575550100"`)
	require.Contains(t, page, "Nordby Fiber, Havnegade 2, Nordby")
	require.Contains(t, page, "<title>All open · Nordby Fiber</title>")
	f := frame()
	f.Company = layout.Company{Name: "Ærø Net"}
	page = shown(t, speaking(t, i18n.EN), layout.Portal(f))
	require.NotContains(t, page, "brand.css")
	require.NotContains(t, page, "tel:")
	require.NotContains(t, page, "demobar")
	require.Contains(t, page, ">Æ</text>")
}

func TestDemo_shows_the_desk_s_clock_on_every_page(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(frame()) {
		page := shown(t, speaking(t, i18n.EN), shell)
		require.Contains(t, page, `class="demobar"`, name)
		require.Contains(t, page, "14:18.", name)
		for _, step := range []string{"15m", "1h", "24h"} {
			require.Contains(t, page, `name="forward" value="`+step+`"`, name)
		}
	}
}

func TestNote_is_said_in_the_live_region(t *testing.T) {
	t.Parallel()
	f := frame()
	f.Note = &ui.Note{Text: "Sent. Next: 16:00", Draft: "reply-1"}
	page := shown(t, speaking(t, i18n.EN), layout.Desk(f))
	require.Contains(t, page, `role="status" data-toasts><div class="toast" data-draft-done="reply-1">`)
}

func TestPlain_needs_to_know_nobody(t *testing.T) {
	t.Parallel()
	page := shown(t, t.Context(), layout.Plain(layout.Frame{Title: "Not there"}))
	require.Contains(t, page, "<title>Not there · Kept</title>")
	require.Contains(t, page, "<h1>Words</h1>")
}

func TestDesk_shows_the_way_to_the_office_to_those_who_supervise(t *testing.T) {
	t.Parallel()
	for role, want := range map[string]int{"agent": 0, "technician": 0, "supervisor": 3, "admin": 6} {
		ctx := layout.WithViewer(speaking(t, i18n.EN), layout.Viewer{Name: "Ingrid Aaberg", Initials: "IA", Role: role})
		require.Equal(t, want, strings.Count(shown(t, ctx, layout.Desk(frame())), `href="/office`), role)
	}
}
