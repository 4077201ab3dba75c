package office

import (
	"context"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
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

// Title says about whom the page is; of who was erased there is no name.
func (p Data) Title(ctx context.Context) string {
	if p.IsErased {
		return i18n.T(ctx, "erase.kept")
	}
	return i18n.T(ctx, "erase.title", i18n.Blanks{Name: ui.Clean(p.Customer.Name)})
}
