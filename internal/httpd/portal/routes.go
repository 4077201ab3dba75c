// Package portal is the customers' door: asking, the receipt, and a ticket by the link in a mail. It must never
// let anybody see a ticket who does not hold its link.
package portal

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/httpd"
)

type door struct{ *httpd.Server }

// Routes are the customers' pages.
func Routes(s *httpd.Server) func(chi.Router) {
	d := door{s}
	return func(r chi.Router) {
		r.Get("/", s.Handle(d.showHome))
		r.Get("/tickets/new", s.Handle(d.showForm))
		r.Post("/tickets/new", s.Handle(d.sparingly(d.chooseTopic)))
		r.Post("/tickets", s.Handle(d.sparingly(d.createTicket)))
		r.Get("/tickets/sent/{key}", s.Handle(d.showReceipt))
		r.Get("/t/{token}", s.Handle(d.showTicket))
		r.Post("/t/{token}/messages", s.Handle(d.sparingly(d.createMessage)))
		r.Post("/t/{token}/answers", s.Handle(d.sparingly(d.createAnswer)))
		r.Get("/t/{token}/files/{file}", s.Handle(d.showFile))
		r.Get("/addresses/{token}", s.Handle(d.showAddress))
		r.Post("/addresses/{token}", s.Handle(d.sparingly(d.confirmAddress)))
	}
}

// sparingly refuses a form unread when too many came from its network: a form may carry 60 MB, and anybody may send one.
func (d door) sparingly(h httpd.Handler) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := d.Throttle(r, d.Settings.Rates.PostNetwork, httpd.Network(r)); err != nil {
			return err
		}
		return h(w, r)
	}
}
