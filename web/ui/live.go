package ui

import "github.com/a-h/templ"

// Live makes an element one that the server draws again every 30 seconds, from an address that
// answers with the page or with this part alone; only what has changed is touched. Script keeps it
// still where that would move a row under somebody's pointer or cursor: rows there have ids. Without
// script it stays as it was loaded.
func Live(id, address string) templ.OrderedAttributes {
	var out templ.OrderedAttributes
	for _, pair := range [][2]string{
		{"id", id}, {"hx-get", address}, {"hx-trigger", "every 30s, refresh"}, {"hx-select", "#" + id}, {"hx-swap", "outerMorph"}, {"data-live", ""},
	} {
		out = append(out, templ.KeyValue[string, any]{Key: pair[0], Value: pair[1]})
	}
	return out
}
