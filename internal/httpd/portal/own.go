package portal

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/portal"
)

// ownTicket is where a ticket stands for who is signed in.
func ownTicket(number int64) string { return "/my/tickets/" + strconv.FormatInt(number, 10) }

// bySession lets in who is signed in and sees the ticket.
func (d door) bySession(_ http.ResponseWriter, r *http.Request, open func(held) error) error {
	number, err := httpd.PathID(r, "number")
	if err != nil {
		return err
	}
	by := httpd.Actor(r.Context())
	id, err := ticket.OwnByNumber(r.Context(), d.DB, by, number)
	if err != nil {
		return err
	}
	return open(held{base: ownTicket(number), by: by, id: id, isSigned: true})
}

// listOwn lists the tickets that a customer sees.
func (d door) listOwn(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f := ticket.OwnFilter{State: ticket.OwnState(q.Get("state")), IsMine: q.Get("whose") == "mine", Words: q.Get("words")}
	switch f.State {
	case ticket.OwnAll, ticket.OwnTurn, ticket.OwnOpen, ticket.OwnClosed:
	default:
		return fault.NotFound()
	}
	from, err := cursorIn(q.Get("after"))
	if err != nil {
		return err
	}
	by, me := httpd.Actor(r.Context()), httpd.Me(r.Context())
	all, next, err := ticket.OwnList(r.Context(), d.DB, by, f, from)
	if err != nil {
		return err
	}
	sees, err := people.SeesCompany(r.Context(), d.DB, by)
	if err != nil {
		return err
	}
	r = httpd.Speaking(r, i18n.From(r.Context()).Locale(), zoneOf(me, httpd.Desk(r.Context())))
	page := view.Mine{
		Me: me, Rows: all, Filter: f, SeesCompany: sees, IsNext: from != nil, Now: httpd.Now(r.Context()),
		IsAlone: len(all) == 0 && f == ticket.OwnFilter{} && from == nil,
	}
	if next != nil {
		values := url.Values{"after": {strconv.Itoa(next.Rank) + "-" + strconv.FormatInt(int64(next.ID), 10)}}
		page.Next = page.Address(f, values)
	}
	return d.Render(w, r, http.StatusOK, view.MyTickets(d.Frame(w, r, i18n.T(r.Context(), "own.nav.tickets"), "own-tickets"), page))
}

// cursorIn reads where a page begins.
func cursorIn(text string) (*ticket.OwnCursor, error) {
	if text == "" {
		return nil, nil
	}
	rank, id, _ := strings.Cut(text, "-")
	r, err := strconv.Atoi(rank)
	n, wrong := strconv.ParseInt(id, 10, 64)
	if err != nil || wrong != nil || r < 0 || r > 2 || n <= 0 {
		return nil, fault.NotFound()
	}
	return &ticket.OwnCursor{Rank: r, ID: ticket.ID(n)}, nil
}
