// Package desk is the agents' door: the queue, a ticket, and what is done there. It reads forms, asks the rooms and
// draws pages. It must never decide what becomes of a promise.
package desk

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
)

// door is the server, with the pages of the desk.
type door struct{ *httpd.Server }

// Routes are all addresses of the desk. Whoever is not signed in is sent to sign in.
func Routes(s *httpd.Server) func(chi.Router) {
	return func(r chi.Router) {
		r.Group(ownRoutes(s))
		r.Group(queueRoutes(s))
	}
}

// queueRoutes are the addresses of those who work the queue, in reading order.
func queueRoutes(s *httpd.Server) func(chi.Router) {
	d := door{s}
	return func(r chi.Router) {
		r.Use(s.AtDesk)
		r.Get("/desk/next", s.Handle(d.showNext))
		r.Post("/desk/next", s.Handle(d.createNext))
		r.Get("/desk/acts/new", s.Handle(d.showBulkForm))
		r.Post("/desk/acts", s.Handle(d.createBulk))
		r.Get("/desk/acts/{act}", s.Handle(d.showBulk))
		r.Post("/desk/acts/{act}/undone", s.Handle(d.undoBulk))
		r.Get("/desk/live", s.Streaming(d.follow))
		r.Get("/desk/side", s.Handle(d.showSide))
		r.Post("/desk/density", s.Handle(d.setDensity))
		r.Get("/desk/views", s.Handle(d.showViews))
		r.Post("/desk/views", s.Handle(d.createView))
		r.Get("/desk/views/{view}", s.Handle(d.showView))
		r.Post("/desk/views/{view}", s.Handle(d.saveView))
		r.Post("/desk/views/{view}/filters", s.Handle(d.setViewFilters))
		r.Post("/desk/views/{view}/moves", s.Handle(d.createViewMove))
		r.Post("/desk/views/{view}/removals", s.Handle(d.createViewRemoval))
		r.Post("/desk/views/{view}/removals/undone", s.Handle(d.undoViewRemoval))
		r.Get("/desk/search", s.Handle(d.showSearch))
		r.Get("/desk/search/offers", s.Handle(d.showOffers))
		r.Get("/desk/palette", s.Handle(d.showPalette))
		r.Get("/desk/keys", s.Handle(d.showKeys))
		r.Post("/desk/search/recent/removals", s.Handle(d.createForgetting))
		r.Post("/desk/hints/removals", s.Handle(d.createHintRemoval))
		r.Post("/desk/hints/returns", s.Handle(d.createHintReturn))
		r.Post("/desk/profile/absences/{absence}/takings", s.Handle(d.createTaking))
		r.Get("/desk/notices", s.Handle(d.showNotices))
		r.Get("/desk/notices/fresh", s.Handle(d.showFresh))
		r.Post("/desk/notices/readings", s.Handle(d.readNotices))
		r.Post("/desk/notices/{notice}/readings", s.Handle(d.readNotice))
		r.Group(d.lostRoutes)
		r.Get("/desk/customers", s.Handle(d.showCustomers))
		r.Get("/desk/customers/{customer}", s.Handle(d.showCustomer))
		r.Get("/desk/customers/{customer}/profile", s.Handle(d.showCustomerForm))
		r.Post("/desk/customers/{customer}/profile", s.Handle(d.saveCustomer))
		r.With(s.Fresh).Post("/desk/customers/{customer}/company", s.Handle(d.setMembership))
		r.Post("/desk/customers/{customer}/addresses", s.Handle(d.createAddress))
		r.With(s.Fresh).Post("/desk/customers/{customer}/addresses/agreements", s.Handle(d.createAgreement))
		r.Post("/desk/customers/{customer}/addresses/main", s.Handle(d.createMainAddress))
		r.Post("/desk/customers/{customer}/addresses/removals", s.Handle(d.createAddressRemoval))
		r.Get("/desk/customers/{customer}/join", s.Handle(d.showJoin))
		r.Post("/desk/customers/{customer}/joins", s.Handle(d.createJoin))
		r.Post("/desk/customers/{customer}/joins/{join}/undone", s.Handle(d.undoJoin))
		r.Get("/desk/companies", s.Handle(d.showCompanies))
		r.Post("/desk/companies", s.Handle(d.createCompany))
		r.Get("/desk/companies/{company}", s.Handle(d.showCompany))
		r.Post("/desk/companies/{company}", s.Handle(d.saveCompany))
		r.With(s.Fresh).Post("/desk/companies/{company}/gate", s.Handle(d.setGate))
		r.With(s.Fresh).Post("/desk/companies/{company}/sight", s.Handle(d.setSight))
		r.Get("/desk/tickets/new", s.Handle(d.showCallerForm))
		r.Get("/desk/callers", s.Handle(d.showCallers))
		r.Post("/desk/tickets", s.Handle(d.createCallersTicket))
		r.Get("/desk/tickets/{number}/here", s.Handle(d.showHere))
		r.Post("/desk/tickets/{number}/writing", s.Handle(d.setWriting))
		r.Post("/desk/tickets/{number}/having", s.Handle(d.createHaving))
		r.Post("/desk/tickets/{number}/replies", s.Handle(d.createReply))
		r.Post("/desk/tickets/{number}/notes", s.Handle(d.createNote))
		r.With(s.Fresh).Get("/desk/tickets/{number}/messages/{message}/redaction", s.Handle(d.showRedaction))
		r.With(s.Fresh).Post("/desk/tickets/{number}/messages/{message}/redactions", s.Handle(d.createRedaction))
		r.Post("/desk/tickets/{number}/outlines", s.Handle(d.createOutline))
		r.With(s.Fresh).Get("/desk/tickets/{number}/outlines/{outline}/redaction", s.Handle(d.showOutlineRedaction))
		r.With(s.Fresh).Post("/desk/tickets/{number}/outlines/{outline}/redactions", s.Handle(d.createOutlineRedaction))
		r.Get("/desk/tickets/{number}/expectations", s.Handle(d.showExpectation))
		r.Post("/desk/tickets/{number}/expectations", s.Handle(d.weighAgain))
		r.Post("/desk/tickets/{number}/promises", s.Handle(d.createPromise))
		r.Post("/desk/tickets/{number}/promises/{promise}/moves", s.Handle(d.createMove))
		r.Post("/desk/tickets/{number}/promises/{promise}/withdrawals", s.Handle(d.createWithdrawal))
		r.Post("/desk/tickets/{number}/calls", s.Handle(d.createCall))
		r.Post("/desk/tickets/{number}/calls/begun", s.Handle(d.beginCall))
		r.Post("/desk/tickets/{number}/calls/dropped", s.Handle(d.dropCall))
		r.Post("/desk/tickets/{number}/visits/{promise}/arrivals", s.Handle(d.createArrival))
		r.Post("/desk/tickets/{number}/visits/{promise}/delays", s.Handle(d.createDelay))
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
		r.Post("/desk/tickets/{number}/followers", s.Handle(d.createFollower))
		r.Post("/desk/tickets/{number}/followers/{person}/removals", s.Handle(d.removeFollower))
		r.Get("/desk/tickets/{number}/colleagues", s.Handle(d.showColleagues))
		r.Post("/desk/tickets/{number}/watches", s.Handle(d.createWatch))
		r.Post("/desk/tickets/{number}/watches/removals", s.Handle(d.removeWatch))
		r.Post("/desk/tickets/{number}/takeovers", s.Handle(d.createTakeover))
		r.Post("/desk/tickets/{number}/spam", s.Handle(d.createSpam))
		r.Post("/desk/tickets/{number}/spam/undone", s.Handle(d.undoSpam))
		r.Get("/desk/tickets/{number}/merge", s.Handle(d.showMerge))
		r.Post("/desk/tickets/{number}/merges", s.Handle(d.createMerge))
		r.Post("/desk/tickets/{number}/merges/undone", s.Handle(d.undoMerge))
		r.Post("/desk/tickets/{number}/claim", s.Handle(d.createClaim))
		r.Post("/desk/tickets/{number}/returns", s.Handle(d.createReturn))
		r.Post("/desk/tickets/{number}/owner", s.Handle(d.setOwner))
		r.Post("/desk/tickets/{number}/team", s.Handle(d.setTeam))
		r.Post("/desk/tickets/{number}/priority", s.Handle(d.setPriority))
		r.Post("/desk/tickets/{number}/topic", s.Handle(d.setTopic))
		r.Post("/desk/tickets/{number}/facts", s.Handle(d.setFacts))
		r.Post("/desk/tickets/{number}/tags", s.Handle(d.createTag))
		r.Post("/desk/tickets/{number}/tags/{tag}/removals", s.Handle(d.removeTag))
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

// ticketAndCustomer finds the ticket that the address names, and who asked, in one round trip.
func (d door) ticketAndCustomer(r *http.Request) (ticket.Ticket, people.Person, error) {
	number, err := httpd.PathID(r, "number")
	if err != nil {
		return ticket.Ticket{}, people.Person{}, err
	}
	var found *ticket.Ticket
	var customer people.Person
	batch := &pgx.Batch{}
	ticket.AskNumbered(batch, httpd.Actor(r.Context()), number, &found)
	people.AskRequester(batch, number, &customer)
	if err := d.Read(r.Context(), batch); err != nil {
		return ticket.Ticket{}, people.Person{}, err
	}
	if found == nil {
		return ticket.Ticket{}, people.Person{}, fault.NotFound()
	}
	return *found, customer, nil
}

func words(r *http.Request, key string, b ...i18n.Blanks) string {
	return i18n.T(r.Context(), key, b...)
}
