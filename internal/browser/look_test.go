package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/gallery"
	"github.com/kepthq/kept/web/layout"
)

// TestLook writes a picture of every state of the gallery, for people who want to look at them all side by side:
// KEPT_LOOK=dir, and KEPT_LOOK_AT=el for another language, light and dark, on a phone and a desk.
func TestLook(t *testing.T) {
	dir := os.Getenv("KEPT_LOOK")
	if dir == "" {
		t.Skip("pictures are made with KEPT_LOOK=dir")
	}
	require.NoError(t, os.MkdirAll(dir, 0o755))
	kept := furnished(t)
	p := open(t, visitor{base: kept.base})
	locale := i18n.Locale(os.Getenv("KEPT_LOOK_AT"))
	for _, state := range gallery.States() {
		for _, l := range []look{{width: 1440, theme: layout.Light}, {width: 390, theme: layout.Dark}} {
			l.locale = locale
			if !locale.Valid() {
				l.locale = i18n.EN
			}
			p.looks(l, state.Name)
			picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
			require.NoError(t, err)
			name := state.Name + "-1440.png"
			if l.width < 1440 {
				name = state.Name + "-390.png"
			}
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), picture, 0o644))
		}
	}
}
