// Package demo is the door that only a demo desk has: the mail that it would have sent, its clock, moved
// forward, and the gallery. On a real desk nothing is found here. It must never change a ticket: time does that.
package demo

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
)

// Routes adds the demo's mailbox, its clock, and the gallery of every page.
func Routes(s *httpd.Server) func(chi.Router) {
	d := door{s}
	return func(r chi.Router) {
		r.Get("/demo/mail", d.only(d.showMailbox))
		r.Get("/demo/mail/{id}", d.only(d.showMail))
		r.Get("/demo/mail/{id}/html", d.only(d.showLetter))
		r.Post("/demo/clock", d.only(d.moveClock))
		r.Get("/demo/gallery", d.only(d.showGallery))
		r.Get("/demo/gallery/{name}", d.only(d.showState))
	}
}

type door struct{ *httpd.Server }

// only lets h answer on a demo's desk.
func (d door) only(h httpd.Handler) http.HandlerFunc {
	return d.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if !d.Settings.Demo || !httpd.Desk(r.Context()).IsDemo {
			return fault.NotFound()
		}
		return h(w, r)
	})
}
