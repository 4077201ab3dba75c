// Package assets holds what a browser fetches beside a page: style sheets, scripts, fonts and the
// icon of the tab. It exists so that a page can name a file ("desk.css") and the browser gets an
// address that changes whenever the content does, which it may then keep for a year. The files are
// embedded and joined here, so neither building nor running Kept needs node.
//
// It must never know of tickets, people or languages: what varies with them is not an asset.
package assets

import (
	"embed"
	"net/url"
	"strings"
	"sync"
)

//go:embed css fonts icons js vendor
var files embed.FS

// prefix is where the handler is mounted.
const prefix = "/assets/"

// built is the table of all assets, made once from the embedded files; hashing them takes milliseconds.
var built = sync.OnceValues(func() (table, error) { return build(files) })

// URL is the address of an asset, such as "/assets/desk.0123456789.css" for "desk.css". The names
// are those of bundles (desk.css, portal.css, gallery.css, desk.js, portal.js), of fonts
// (kept-sans-latin.woff2) and favicon.svg. An unknown name gives an address that answers 404.
func URL(name string) string {
	t, err := built()
	if err != nil { // Handler reports it before the first page is served
		return prefix + name
	}
	if a, ok := t.byName[name]; ok {
		return prefix + a.path
	}
	return prefix + name
}

// BrandURL is the address of the small style sheet that sets a company's own colour, which must be
// "#rrggbb"; it gives "" for anything else. Pages may carry no inline style, so the colour travels
// in a style sheet, and being part of the address it can be kept for a year like the others.
func BrandURL(colour string) string {
	hex, ok := strings.CutPrefix(colour, "#")
	if !ok || !isColour(hex) {
		return ""
	}
	return prefix + brandPath + "?" + url.Values{"colour": {strings.ToLower(hex)}}.Encode()
}
