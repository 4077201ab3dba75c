package office

import (
	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
)

// Data is the page of what is kept about a customer: to be given out, or to be erased.
type Data struct {
	Frame layout.Frame
	ticket.Keeping
	Typed   string
	Problem string // at the name that was typed
	Clash   string // about the whole
}

func (p Data) path(tail string) templ.SafeURL {
	return templ.SafeURL("/office/customers/" + number(int64(p.Customer.ID)) + tail)
}
