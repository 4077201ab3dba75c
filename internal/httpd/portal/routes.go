// Package portal is the customers' door: asking, the receipt, a ticket by the link in a mail, and the customers' own place
// behind their sign-in. It must never let anybody see a ticket who neither holds its link nor is signed in as somebody who
// may.
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
		r.Get("/addresses/{token}", s.Handle(d.showAddress))
		r.Post("/addresses/{token}", s.Handle(d.sparingly(d.confirmAddress)))
		d.ticketRoutes(r, "/t/{token}", d.byLink)
		r.Get("/t/{token}/live", s.Streaming(d.stream(d.linkAgain)))
		r.Get("/follow/{token}", s.Handle(d.showFollowing))
		r.Post("/follow/{token}", s.Handle(d.sparingly(d.follow)))

		r.Get("/signin", s.Handle(d.showSignIn))
		r.Post("/signin/links", s.Handle(d.askLink))
		r.Get("/signin/sent", s.Handle(d.showAsked))
		r.Post("/signin/passwords", s.Handle(d.signInByPassword))
		r.Get("/signin/links/{token}", s.Handle(d.showLink))
		r.Post("/signin/links/{token}", s.Handle(d.useLink))

		r.Group(func(r chi.Router) {
			r.Use(s.Customers)
			r.Get("/my/tickets", s.Handle(d.listOwn))
			d.ticketRoutes(r, "/my/tickets/{number}", d.bySession)
			r.Get("/my/tickets/{number}/live", s.Streaming(d.stream(d.sessionAgain)))
			r.Post("/my/tickets/{number}/followers", s.Handle(d.sparingly(d.addFollower)))
			r.Get("/my/profile", s.Handle(d.showProfile))
			r.Post("/my/profile", s.Handle(d.saveProfile))
			r.Post("/my/password", s.Handle(d.setPassword))
			r.Post("/my/exports", s.Handle(d.createExport))
			r.Post("/my/sessions/ends", s.Handle(d.endOthers))
			r.Post("/my/sessions/{session}/ends", s.Handle(d.endSession))
		})
	}
}

// ticketRoutes are the pages of one ticket, for those whom an opener lets in.
func (d door) ticketRoutes(r chi.Router, path string, by opener) {
	r.Get(path, d.Handle(d.showTicket(by)))
	r.Post(path+"/messages", d.Handle(d.sparingly(d.createMessage(by))))
	r.Post(path+"/wishes", d.Handle(d.sparingly(d.createWish(by))))
	r.Post(path+"/answers", d.Handle(d.sparingly(d.createAnswer(by))))
	r.Post(path+"/understandings", d.Handle(d.sparingly(d.createUnderstanding(by))))
	r.Post(path+"/followers/{person}/removals", d.Handle(d.sparingly(d.removeFollower(by))))
	r.Get(path+"/files/{file}", d.Handle(d.showFile(by)))
	r.Get(path+"/appointments/{appointment}", d.Handle(d.showAppointment(by)))
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
