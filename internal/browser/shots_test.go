package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestShots makes the README's pictures from the running product: KEPT_SHOTS names the directory.
func TestShots(t *testing.T) {
	dir := os.Getenv("KEPT_SHOTS")
	if dir == "" {
		t.Skip("pictures are made by make shots")
	}
	if !filepath.IsAbs(dir) { // as make has it: from the top of the repository
		dir = filepath.Join("..", "..", dir)
	}
	require.NoError(t, os.MkdirAll(dir, 0o755))
	kept := nordby(t)
	p := open(t, visitor{base: kept.base})
	p.signsIn()
	p.has(".board .row")
	p.shot(filepath.Join(dir, "queue.png"))
	customer := open(t, visitor{base: kept.base})
	customer.readsMail("hanna", "")
	customer.has(".vow")
	customer.size(1440, 1500)
	customer.shot(filepath.Join(dir, "customer.png"))
}

// shot writes what the window shows.
func (p *tab) shot(name string) {
	p.t.Helper()
	ask[bool](p, `document.fonts.ready.then(() => true)`)
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	require.NoError(p.t, err)
	require.NoError(p.t, os.WriteFile(name, picture, 0o644))
}
