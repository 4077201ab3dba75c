package portal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/live"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	view "github.com/kepthq/kept/web/portal"
)

// What a customer's stream may tell is only that the page looks otherwise now, to whom it belongs. So the page is drawn in
// memory whenever something has happened to the ticket, and only where its print is another one is anything said: of a note,
// of a ticket that goes from hand to hand, not even that something happened.

// print is what a customer sees of a ticket, as a number. It is drawn as at the ticket's beginning, so that the passing of
// time alone, which the page sees to by itself, is no news; and without what somebody has typed.
func (d door) print(ctx context.Context, h held, whole ticket.Whole) (string, error) {
	desk := httpd.Desk(ctx)
	o := view.Opened{
		Whole: whole, Company: desk.Name, Base: h.base, Now: whole.OpenedAt, Limits: d.Settings.Limits,
		Desk: desk.Locale, Me: h.by.ID, IsSigned: h.isSigned,
	}
	var drawn bytes.Buffer
	if err := view.Parts(o).Render(ctx, &drawn); err != nil {
		return "", err
	}
	sum := sha256.Sum256(drawn.Bytes())
	return base64.RawURLEncoding.EncodeToString(sum[:12]), nil
}

// followed is how the page of a ticket hears that it would look otherwise, nil where pages do not.
func (d door) followed(ctx context.Context, h held, whole ticket.Whole) (*layout.Followed, error) {
	f := d.Followed(ctx, h.base+"/live")
	if f == nil {
		return nil, nil
	}
	var err error
	f.Mark, err = d.print(ctx, h, whole)
	return f, err
}

// stillOpen finds out anew who holds a ticket's page.
type stillOpen func(ctx context.Context) (held, error)

// stream tells a customer's page when it would look otherwise. Who holds it is looked up anew each time.
func (d door) stream(again func(r *http.Request) stillOpen) func(r *http.Request) (httpd.Following, error) {
	return func(r *http.Request) (httpd.Following, error) {
		open := again(r)
		h, err := open(r.Context())
		if err != nil {
			return httpd.Following{}, err
		}
		drawing := context.WithoutCancel(r.Context())
		seen := r.URL.Query().Get("since")
		if last := r.Header.Get("Last-Event-ID"); last != "" {
			seen = last
		}
		reader := live.Reader{Person: h.by.ID, Ticket: int64(h.id), IsCustomer: true}
		tell := func(ctx context.Context, _ live.News, _ string) (*httpd.Telling, error) {
			h, err := open(ctx)
			if err != nil {
				return nil, err
			}
			drawn, cancel := context.WithTimeout(drawing, 3*time.Second)
			defer cancel()
			whole, err := ticket.Seen(drawn, d.DB, h.by, h.id)
			if err != nil {
				return nil, err
			}
			now, err := d.print(drawn, h, whole)
			if err != nil || now == seen {
				return nil, err
			}
			seen = now
			return &httpd.Telling{Mark: now, News: "ticket"}, nil
		}
		look := func(ctx context.Context) (live.Reader, error) {
			_, err := open(ctx)
			return reader, err
		}
		return httpd.Following{Reader: reader, Whose: h.base + string(d.Session(r)), Look: look, Tell: tell}, nil
	}
}

func (d door) linkAgain(r *http.Request) stillOpen {
	token, life := chi.URLParam(r, "token"), d.LinkLife(r.Context())
	return func(ctx context.Context) (held, error) {
		by, id, err := ticket.ByLink(ctx, d.DB, token, life)
		return held{base: "/t/" + token, by: by, id: id}, err
	}
}

func (d door) sessionAgain(r *http.Request) stillOpen {
	session := d.Session(r)
	number, wrong := httpd.PathID(r, "number")
	return func(ctx context.Context) (held, error) {
		if wrong != nil {
			return held{}, wrong
		}
		a, err := people.Arrive(ctx, d.DB, session, false)
		if err != nil {
			return held{}, err
		}
		if a.Me == nil {
			return held{}, fault.SignIn("fault.sign_in")
		}
		id, err := ticket.OwnByNumber(ctx, d.DB, a.Me.Acting(), number)
		return held{base: ownTicket(number), by: a.Me.Acting(), id: id, isSigned: true}, err
	}
}
