package portal

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	view "github.com/kepthq/kept/web/portal"
)

// held is what somebody came with, a link or a session, and the ticket that it opens.
type held struct {
	base     string // where the ticket's page stands
	by       people.Actor
	id       ticket.ID
	isSigned bool // by their session
}

// opener lets in who may see the ticket that a request is about, or answers the request itself.
type opener func(w http.ResponseWriter, r *http.Request, open func(held) error) error

func (d door) held(r *http.Request) (held, error) {
	token := chi.URLParam(r, "token")
	by, id, err := ticket.ByLink(r.Context(), d.DB, token, d.LinkLife(r.Context()))
	return held{base: "/t/" + token, by: by, id: id}, err
}

// byLink lets in who holds a link. One that was never made and one whose time is over have the same page.
func (d door) byLink(w http.ResponseWriter, r *http.Request, open func(held) error) error {
	h, err := d.held(r)
	if fault.Is(err, fault.KindNotFound) || fault.Is(err, fault.KindGone) {
		f := d.Frame(w, r, i18n.T(r.Context(), "portal.link.title"), "portal-link")
		f.Back = "/"
		return d.Render(w, r, int(fault.Of(err)[0].Kind), view.NoLink(f))
	}
	if err != nil {
		return err
	}
	return open(h)
}

func (d door) showTicket(by opener) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return by(w, r, func(h held) error {
			return d.ticket(w, r, h, http.StatusOK, view.Opened{Pressed: view.PressedIn(r.URL.Query().Get("answer"))})
		})
	}
}

// ticket draws the page of a ticket; what came back from a refused form stands in o.
func (d door) ticket(w http.ResponseWriter, r *http.Request, h held, status int, o view.Opened) error {
	whole, err := ticket.Seen(r.Context(), d.DB, h.by, h.id)
	if err != nil {
		return err
	}
	desk, now := httpd.Desk(r.Context()), httpd.Now(r.Context())
	if r.Method != http.MethodHead && !httpd.IsAhead(r) {
		if err := d.tell(r.Context(), h, view.VowOf(whole, now)); err != nil {
			return err
		}
		if err := d.read(r.Context(), h, whole); err != nil {
			return err
		}
	}
	o.Whole, o.Company, o.Base, o.Now, o.Limits = whole, desk.Name, h.base, now, d.Limits(r.Context())
	o.Desk = desk.Locale
	o.Me, o.IsSigned = h.by.ID, h.isSigned
	followed, err := d.followed(r.Context(), h, whole)
	if err != nil {
		return err
	}
	o.Drafting = drafting(whole.Number)
	o.Message.Key, o.Answer.Key = keyOr(o.Message.Key), keyOr(o.Answer.Key)
	o.Correct.Key = keyOr(o.Correct.Key)
	lives := whole.Requester
	if h.isSigned {
		lives = httpd.Me(r.Context())
	}
	r = httpd.Speaking(r, i18n.From(r.Context()).Locale(), zoneOf(lives, desk))
	f := d.ticketFrame(w, r, o)
	f.Followed = followed
	return d.Render(w, r, status, view.Ticket(f, o))
}

func (d door) ticketFrame(w http.ResponseWriter, r *http.Request, o view.Opened) layout.Frame {
	f := d.Frame(w, r, o.Subject, "portal-ticket")
	f.Back = o.Base
	return f
}

// tell notes which times this page shows for the first time, in a change of its own (rule 7).
func (d door) tell(ctx context.Context, h held, v view.Vow) error {
	untold := v.Untold()
	if len(untold) == 0 {
		return nil
	}
	return d.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Tell(ctx, tx, h.by, h.id, untold)
	})
}

// read notes that the customer has the page open, where it shows an answer that they had not read.
func (d door) read(ctx context.Context, h held, whole ticket.Whole) error {
	if !whole.IsNewTo(h.by.ID) {
		return nil
	}
	return d.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return ticket.Read(ctx, tx, h.by, h.id) })
}

// zoneOf is where a customer lives, the desk's zone if nobody knows or this machine does not know it.
func zoneOf(p people.Person, desk people.Desk) *time.Location {
	if p.Zone != nil {
		if zone, err := time.LoadLocation(*p.Zone); err == nil {
			return zone
		}
	}
	return desk.Location()
}

func keyOr(key string) string {
	if key == "" {
		return httpd.NewFormKey()
	}
	return key
}

func drafting(number int64) string { return "ticket-" + strconv.FormatInt(number, 10) }

func (d door) showFile(by opener) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return by(w, r, func(h held) error {
			id, err := strconv.ParseInt(chi.URLParam(r, "file"), 10, 64)
			if err != nil {
				return fault.NotFound()
			}
			file, err := ticket.FileFor(r.Context(), d.DB, h.by, h.id, id)
			if err != nil {
				return err
			}
			return d.ServeFile(w, r, file)
		})
	}
}
