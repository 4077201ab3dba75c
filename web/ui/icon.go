package ui

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// collected are the icons and points that a page has used so far.
type collected map[string]bool

type collectedKey struct{}

// Collect returns a context that notes which icons are drawn in it, for Sprite at the end of the
// page. It is for one page and one goroutine.
func Collect(ctx context.Context) context.Context {
	return context.WithValue(ctx, collectedKey{}, collected{})
}

// Need notes icons (by their names) and points ("pt-kept") that are not on the page yet but may come
// with a part that is fetched later.
func Need(ctx context.Context, names ...string) {
	if c, ok := ctx.Value(collectedKey{}).(collected); ok {
		for _, name := range names {
			c[name] = true
		}
	}
}

// Sprite draws the shapes of everything that was used in ctx. It belongs at the end of the page: a
// reference may stand before what it refers to.
func Sprite() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		c, _ := ctx.Value(collectedKey{}).(collected)
		var out strings.Builder
		out.WriteString(`<svg hidden aria-hidden="true"><defs>`)
		for _, name := range slices.Sorted(maps.Keys(c)) {
			if shape, ok := points[name]; ok {
				out.WriteString(shape)
			} else if shape, ok := symbols[name]; ok {
				fmt.Fprintf(&out, `<symbol id="i-%s" viewBox="0 0 20 20">%s</symbol>`, name, shape)
			}
		}
		out.WriteString(`</defs></svg>`)
		_, err := io.WriteString(w, out.String())
		return err
	})
}

// Icon draws one of the design's icons by its name ("send"). It is hidden from screen readers: beside
// it stand words, or its button has a name. An unknown name draws nothing; a test reads every
// template for such names.
func Icon(name string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, ok := symbols[name]; !ok {
			return nil
		}
		Need(ctx, name)
		_, err := io.WriteString(w, `<svg class="i" aria-hidden="true"><use href="#i-`+name+`"></use></svg>`)
		return err
	})
}

// IconOr is the name if it is an icon's, else the other one: for names that stand in the database, which may be
// older or newer than this program.
func IconOr(name, other string) string {
	if _, ok := symbols[name]; ok {
		return name
	}
	return other
}

// Icons are the names of all icons, sorted.
func Icons() []string { return slices.Sorted(maps.Keys(symbols)) }
