package desk

import (
	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/httpd"
	view "github.com/kepthq/kept/web/desk"
)

// ownRoutes are the addresses that everybody has who works here: their own day with the tickets that belong to it, and themselves.
// Of the desk, those who come to customers have these and no others.
func ownRoutes(s *httpd.Server) func(chi.Router) {
	d := door{s}
	return func(r chi.Router) {
		r.Use(s.Staff)
		r.Get("/desk", s.Handle(d.showHome))
		r.Get("/desk/tickets/{number}", s.Handle(d.showTicket))
		r.Get("/desk/tickets/{number}/files/{file}", s.Handle(d.showFile))
		r.Get(view.DayAddress, s.Handle(d.showDay))
		r.Post("/desk/day/stops/{promise}/arrivals", s.Handle(d.createStopArrival))
		r.Post("/desk/day/stops/{promise}/delays", s.Handle(d.createStopDelay))
		r.Post("/desk/day/stops/{promise}/endings", s.Handle(d.createStopEnding))
		r.Post("/desk/day/stops/{promise}/calls", s.Handle(d.createStopCall))
		r.Get("/desk/profile", s.Handle(d.showProfile))
		r.Post("/desk/profile", s.Handle(d.saveProfile))
		r.Get("/desk/profile/notices", s.Handle(d.showWays))
		r.Post("/desk/profile/notices", s.Handle(d.setWays))
		r.Post("/desk/profile/notices/resets", s.Handle(d.resetWays))
		r.Get("/desk/profile/absences", s.Handle(d.showAbsences))
		r.Post("/desk/profile/absences", s.Handle(d.createAbsence))
		r.Get("/desk/profile/absences/{absence}", s.Handle(d.showAbsence))
		r.Post("/desk/profile/absences/{absence}", s.Handle(d.saveAbsence))
		r.Post("/desk/profile/absences/{absence}/ends", s.Handle(d.createAbsenceEnd))
		r.Get("/desk/profile/absences/{absence}/happened", s.Handle(d.showMeanwhile))
		r.Post("/desk/profile/absences/{absence}/readings", s.Handle(d.createAbsenceReading))
		r.Get("/desk/profile/sessions", s.Handle(d.showSessions))
		r.Post("/desk/profile/sessions/ends", s.Handle(d.createSessionEnd))
		r.With(s.Fresh).Post("/desk/profile/password", s.Handle(d.setPassword))
		r.Post("/desk/profile/picture", s.Handle(d.setPicture))
		r.Post("/desk/profile/picture/removals", s.Handle(d.createPictureRemoval))
		r.Get("/desk/profile/security", s.Handle(d.showSecurity))
		r.Get("/desk/people/{person}/picture/{version}", s.Handle(d.showPicture))
		r.Group(func(r chi.Router) {
			r.Use(s.Fresh)
			r.Get("/desk/profile/security/codes/new", s.Handle(d.showNewCode))
			r.Post("/desk/profile/security/codes", s.Handle(d.createCode))
			r.Get("/desk/profile/security/passkeys/new", s.Handle(d.showNewPasskey))
			r.Post("/desk/profile/security/challenges", s.Handle(d.createChallenge))
			r.Post("/desk/profile/security/passkeys", s.Handle(d.createPasskey))
			r.Post("/desk/profile/security/recovery-codes", s.Handle(d.createRecoveryCodes))
			r.Post("/desk/profile/security/factors/{factor}/name", s.Handle(d.setFactorName))
			r.Post("/desk/profile/security/factors/{factor}/removals", s.Handle(d.createFactorRemoval))
			r.Post("/desk/profile/security/identities/removals", s.Handle(d.createIdentityRemoval))
		})
	}
}
