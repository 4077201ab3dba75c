package gallery_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/gallery"
	"github.com/kepthq/kept/web/layout"
)

// pressed are the keys that a page carries, and the screen that it is; "" when it is none of the desk's.
func pressed(t *testing.T, page string) (screen string, keys []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	isDesk := false
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			switch {
			case a.Key == "data-screen":
				screen = a.Val
			case a.Key == "id" && a.Val == "palette":
				isDesk = true
			case a.Key == "data-key" && a.Val != "escape":
				keys = append(keys, a.Val)
			case a.Key == "data-row-keys":
				for _, one := range strings.Fields(a.Val) {
					key, _, _ := strings.Cut(one, "=")
					keys = append(keys, key)
				}
			}
		}
	}
	if !isDesk {
		return "", nil
	}
	return screen, keys
}

// TestKeys_are_those_that_the_pages_have holds the list that people read against the keys in the pages: no page has a key that
// the list lacks, and of each key that the list gives a page some state of it has it.
func TestKeys_are_those_that_the_pages_have(t *testing.T) {
	t.Parallel()
	ctx := gallery.View{Locale: i18n.EN}.Into(t.Context())
	boss := layout.ViewerFrom(ctx)
	boss.Role = "supervisor"
	ctx = layout.WithViewer(ctx, boss)
	has := map[string][]string{}
	for _, s := range gallery.States() {
		var page bytes.Buffer
		require.NoError(t, s.Page.Render(ctx, &page), s.Name)
		screen, keys := pressed(t, page.String())
		if screen == "" {
			continue
		}
		has[screen] = append(has[screen], keys...)
		for _, key := range keys {
			assert.True(t, slices.ContainsFunc(layout.Keys(ctx), func(k layout.Key) bool {
				return k.Press == key && (len(k.On) == 0 || slices.Contains(k.On, screen))
			}), "%s has the key %q, of which the list knows nothing", s.Name, key)
		}
	}
	for _, k := range layout.Keys(ctx) {
		if k.Press == "" {
			continue // script's own: the browser tests press it
		}
		if len(k.On) == 0 {
			for screen, keys := range has {
				assert.Contains(t, keys, k.Press, "the list gives every page the key, and %s lacks it", screen)
			}
		}
		for _, screen := range k.On {
			assert.Contains(t, has[screen], k.Press, "the list gives %s the key", screen)
		}
	}
}
