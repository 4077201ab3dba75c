package factor

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// Square is a square code (QR) as a page draws it: the side in modules, and the dark ones as the path of an SVG.
type Square struct {
	Side int
	Path string
}

// Draw makes a square code of a text, with room for a smudge (level M).
func Draw(text string) (Square, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return Square{}, fmt.Errorf("draw a square code: %w", err)
	}
	var path strings.Builder
	side := code.Bounds().Dx()
	isDark := func(x, y int) bool { return x < side && code.At(x, y) == color.Color(color.Black) }
	for y := range side {
		for x := 0; x < side; x++ {
			if !isDark(x, y) {
				continue
			}
			from := x
			for isDark(x+1, y) {
				x++
			}
			fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, x+1-from, x+1-from)
		}
	}
	return Square{Side: side, Path: path.String()}, nil
}
