package browser

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	_ "embed"

	"github.com/kepthq/kept/web/gallery"
)

//go:embed testdata/axe/axe.min.js
var axe string

//go:embed testdata/axe.js
var runAxe string

// undecided is what axe cannot decide by itself and a person has looked at: "rule: reason: element", a line each.
//
//go:embed testdata/undecided.txt
var undecided []byte

// findings are what axe says of a page: "rule: reason: element".
type findings struct {
	Violations []string `json:"violations"`
	Incomplete []string `json:"incomplete"`
}

func pinned() []string {
	var lines []string
	for s := bufio.NewScanner(bytes.NewReader(undecided)); s.Scan(); {
		if line := strings.TrimSpace(s.Text()); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

// accessible reports what axe finds on the page.
func (p *tab) accessible(t *testing.T, where string) {
	t.Helper()
	found := ask[findings](p, axe+";"+runAxe)
	for _, v := range found.Violations {
		t.Errorf("%s: axe: %s", where, v)
	}
	known := pinned()
	for _, v := range found.Incomplete {
		if !slices.Contains(known, v) {
			t.Errorf("%s: axe cannot decide, and nobody has looked at it: %s", where, v)
		}
	}
}

func TestAxe_finds_nothing_in_any_state_of_the_gallery_and_every_page_fits(t *testing.T) {
	t.Parallel()
	kept := furnished(t)
	p := open(t, visitor{base: kept.base})
	for n, state := range append(gallery.States(), gallery.State{Name: ""}) {
		t.Run("state="+state.Name, func(t *testing.T) {
			chosen := []look{rotated(n)}
			if os.Getenv("KEPT_AXE") == "all" {
				chosen = looks()
			}
			for _, l := range chosen {
				p.looks(l, state.Name)
				p.fits(t, fmt.Sprint(l))
				p.accessible(t, fmt.Sprint(l))
			}
		})
	}
}
