// Package door is where people come in: signing in and out, the first run, the choice of language and theme. It
// must never show anything of a ticket but yesterday's promises, counted.
package door

import (
	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/httpd"
)

// Routes adds the pages of the door.
func Routes(s *httpd.Server) func(chi.Router) {
	d := door{s}
	return func(r chi.Router) {
		r.Get("/login", s.Handle(d.showLogin))
		r.Post("/login", s.Handle(d.signIn))
		r.Get("/login/second", s.Handle(d.showStep(d.second)))
		r.Post("/login/second", s.Handle(d.answerStep(d.second)))
		r.Post("/login/second/challenges", s.Handle(d.challenge(d.second)))
		r.Post("/login/second/passkeys", s.Handle(d.answerPasskey(d.second)))
		r.Get("/login/again", s.Handle(d.showStep(d.again)))
		r.Post("/login/again", s.Handle(d.answerStep(d.again)))
		r.Post("/login/again/challenges", s.Handle(d.challenge(d.again)))
		r.Post("/login/again/passkeys", s.Handle(d.answerPasskey(d.again)))
		r.Get("/login/company", s.Handle(d.askCompany))
		r.Get("/login/company/back", s.Handle(d.fromCompany))
		r.Get("/login/link", s.Handle(d.showStep(d.link)))
		r.Post("/login/link", s.Handle(d.answerStep(d.link)))
		r.Post("/login/link/challenges", s.Handle(d.challenge(d.link)))
		r.Post("/login/link/passkeys", s.Handle(d.answerPasskey(d.link)))
		r.Get("/login/forgotten", s.Handle(d.showForgotten))
		r.Post("/login/forgotten", s.Handle(d.forget))
		r.Get("/login/forgotten/sent", s.Handle(d.showForgottenSent))
		r.Get("/login/new-password/{token}", s.Handle(d.showNewPassword))
		r.Post("/login/new-password/{token}", s.Handle(d.setNewPassword))
		r.Get("/join/{token}", s.Handle(d.showJoin))
		r.Post("/join/{token}", s.Handle(d.join))
		r.Post("/logout", s.Handle(d.signOut))
		r.Get("/welcome/{token}", s.Handle(d.showWelcome))
		r.Post("/welcome/{token}", s.Handle(d.found))
		r.Post("/language", s.Handle(d.chooseLanguage))
		r.Post("/theme", s.Handle(d.chooseTheme))
	}
}

type door struct{ *httpd.Server }
