// Package desk is the agents' door: the queue, a ticket, and what is done there. It reads forms, asks the rooms and
// draws pages. It must never decide what becomes of a promise.
package desk

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// door is the server, with the pages of the desk.
type door struct{ *httpd.Server }

// Routes are all addresses of the desk, in reading order. Whoever is not signed in is sent to sign in.
func Routes(s *httpd.Server) func(chi.Router) {
	d := door{s}
	return func(r chi.Router) {
		r.Use(s.Staff)
		r.Get("/desk", s.Handle(d.showQueue))
		r.Get("/desk/profile", s.Handle(d.showProfile))
		r.Post("/desk/profile", s.Handle(d.saveProfile))
		r.Get("/desk/notices", s.Handle(d.showNotices))
		r.Post("/desk/notices/readings", s.Handle(d.readNotices))
		r.Post("/desk/notices/{notice}/readings", s.Handle(d.readNotice))
		r.Get("/desk/tickets/{number}", s.Handle(d.showTicket))
		r.Get("/desk/tickets/{number}/files/{file}", s.Handle(d.showFile))
		r.Post("/desk/tickets/{number}/replies", s.Handle(d.createReply))
		r.Post("/desk/tickets/{number}/notes", s.Handle(d.createNote))
		r.Post("/desk/tickets/{number}/promises", s.Handle(d.createPromise))
		r.Post("/desk/tickets/{number}/promises/{promise}/moves", s.Handle(d.createMove))
		r.Post("/desk/tickets/{number}/promises/{promise}/withdrawals", s.Handle(d.createWithdrawal))
		r.Post("/desk/tickets/{number}/undone", s.Handle(d.undoReply))
		r.Post("/desk/tickets/{number}/waiting", s.Handle(d.setWaiting))
		r.Post("/desk/tickets/{number}/looks", s.Handle(d.createLook))
		r.Post("/desk/tickets/{number}/dismissals", s.Handle(d.createNoReply))
		r.Post("/desk/tickets/{number}/follow-ups/{promise}/words", s.Handle(d.setFollowUpWords))
		r.Post("/desk/tickets/{number}/follow-ups/{promise}/sendings", s.Handle(d.createFollowUpSending))
		r.Post("/desk/tickets/{number}/follow-ups/{promise}/skips", s.Handle(d.createFollowUpSkip))
		r.Post("/desk/tickets/{number}/questions", s.Handle(d.createQuestion))
		r.Post("/desk/tickets/{number}/questions/{question}/additions", s.Handle(d.createAddition))
		r.Post("/desk/tickets/{number}/questions/{question}/withdrawals", s.Handle(d.createQuestionWithdrawal))
		r.Post("/desk/tickets/{number}/apologies", s.Handle(d.createApology))
		r.Post("/desk/tickets/{number}/apologies/dismissals", s.Handle(d.createDismissal))
		r.Post("/desk/tickets/{number}/takeovers", s.Handle(d.createTakeover))
		r.Post("/desk/tickets/{number}/spam", s.Handle(d.createSpam))
		r.Post("/desk/tickets/{number}/spam/undone", s.Handle(d.undoSpam))
		r.Post("/desk/tickets/{number}/claim", s.Handle(d.createClaim))
		r.Post("/desk/tickets/{number}/owner", s.Handle(d.setOwner))
		r.Post("/desk/tickets/{number}/team", s.Handle(d.setTeam))
		r.Post("/desk/tickets/{number}/priority", s.Handle(d.setPriority))
		r.Post("/desk/tickets/{number}/solution", s.Handle(d.createSolution))
		r.Post("/desk/tickets/{number}/reopenings", s.Handle(d.createReopening))
	}
}

// ticket finds the ticket that the address names.
func (d door) ticket(r *http.Request) (ticket.Ticket, error) {
	number, err := httpd.PathID(r, "number")
	if err != nil {
		return ticket.Ticket{}, err
	}
	return ticket.ByNumber(r.Context(), d.DB, httpd.Actor(r.Context()), number)
}

// change makes one change, and says what was done on the page that comes next.
func (d door) change(w http.ResponseWriter, r *http.Request, to string, f func(ctx context.Context, tx *pg.Tx) (ui.Note, error)) error {
	var done ui.Note
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		done, err = f(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := d.Toast(w, done); err != nil {
		return err
	}
	httpd.Redirect(w, r, to)
	return nil
}

func words(r *http.Request, key string, b ...i18n.Blanks) string {
	return i18n.T(r.Context(), key, b...)
}
