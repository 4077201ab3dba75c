package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	_ "embed"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/gallery"
	"github.com/kepthq/kept/web/layout"
)

//go:embed testdata/fit.js
var fit string

// look is one way to look at a page of the gallery.
type look struct {
	locale i18n.Locale
	longer bool
	theme  layout.Theme
	width  int
}

func (l look) String() string {
	words := string(l.locale)
	if l.longer {
		words += " longer"
	}
	return fmt.Sprintf("%s, %s, %d pixels", words, l.theme, l.width)
}

func (l look) path(state string) string {
	path := fmt.Sprintf("/demo/gallery?locale=%s&theme=%s", l.locale, l.theme)
	if state != "" {
		path = fmt.Sprintf("/demo/gallery/%s?locale=%s&theme=%s", state, l.locale, l.theme)
	}
	if l.longer {
		path += "&longer=yes"
	}
	return path
}

// looks are all ways: five languages, two themes, a phone and a desk.
func looks() []look {
	var all []look
	for _, width := range []int{390, 1440} {
		for _, theme := range []layout.Theme{layout.Light, layout.Dark} {
			for _, locale := range i18n.Locales {
				all = append(all, look{locale: locale, theme: theme, width: width})
			}
		}
	}
	return all
}

// rotated is the look for the n-th state when each state is looked at once: 20 states see every look.
func rotated(n int) look {
	all := looks()
	return all[n*7%len(all)] // 7 and 20 have no factor in common
}

func (p *tab) looks(l look, state string) {
	p.t.Helper()
	p.size(l.width, 900)
	p.open(l.path(state))
}

// fits reports what does not fit on the page.
func (p *tab) fits(t *testing.T, where string) {
	t.Helper()
	for _, wrong := range ask[[]string](p, fit) {
		t.Errorf("%s: %s", where, wrong)
	}
}

// Every page in its own words is checked beside axe, in TestAxe; here all words are longer, on the narrowest screens.
func TestGallery_pages_have_room_for_longer_words_on_small_screens(t *testing.T) {
	t.Parallel()
	kept := furnished(t)
	p := open(t, visitor{base: kept.base})
	for _, state := range append(gallery.States(), gallery.State{Name: ""}) {
		t.Run("state="+state.Name, func(t *testing.T) {
			if state.Mail { // mail programs lay letters out as they like
				return
			}
			l := look{locale: i18n.EN, longer: true, theme: layout.Light, width: 390}
			p.looks(l, state.Name)
			require.Contains(t, p.where(), "/demo/gallery")
			p.fits(t, l.String())
			if state.Room == gallery.Portal || state.Room == gallery.Problem {
				p.size(320, 640)
				p.fits(t, strings.Replace(l.String(), "390", "320", 1))
			}
		})
	}
}

// Two sheets of style once meant different things by one class, and the queue lost its words.
func TestQueue_says_in_sight_what_each_row_promises(t *testing.T) {
	t.Parallel()
	kept := furnished(t)
	p := open(t, visitor{base: kept.base})
	for _, width := range []int{390, 1440} {
		l := look{locale: i18n.EN, theme: layout.Light, width: width}
		p.looks(l, "queue")
		require.True(t, ask[bool](p, `[...document.querySelectorAll(".row-promise")].length > 0`), l.String())
		require.Empty(t, ask[[]string](p, `[...document.querySelectorAll(".row-promise .what")].filter(w => !w.checkVisibility() || w.getBoundingClientRect().width < 20).map(w => w.textContent)`), l.String())
	}
}

func TestQueue_begins_in_the_upper_third_of_a_phone_in_every_language(t *testing.T) {
	t.Parallel()
	kept := furnished(t)
	p := open(t, visitor{base: kept.base})
	for _, locale := range i18n.Locales {
		for _, state := range []string{"queue", "queue-mine"} { // the second with a filter set, and a link that clears it
			p.size(390, 844)
			p.open(look{locale: locale, theme: layout.Light, width: 390}.path(state))
			top := ask[float64](p, `document.querySelector(".board").getBoundingClientRect().top`)
			require.Less(t, top, 280.0, "%s in %s", state, locale)
		}
	}
}

func TestGallery_is_nowhere_but_on_a_demo_desk(t *testing.T) {
	t.Parallel()
	kept := serve(t, httpd.Settings{})
	kept.furnish()
	p := open(t, visitor{base: kept.base, mayRefuse: true})
	for _, path := range []string{"/demo/gallery", "/demo/gallery/parts", "/demo/gallery/nothing"} {
		p.open(path)
		p.sees("404")
	}
}
