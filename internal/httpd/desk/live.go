package desk

import (
	"context"
	"net/http"
	"net/url"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/live"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/presence"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// follow tells a page of the desk what happens: to the tickets that its reader sees, to the one that it shows, to their
// notices. Who follows a ticket is at it.
func (d door) follow(r *http.Request) (httpd.Following, error) {
	ctx := r.Context()
	session := d.Session(r)
	var shown ticket.ID
	if number := r.URL.Query().Get("ticket"); number != "" {
		t, err := ticket.ByNumber(ctx, d.DB, httpd.Actor(ctx), idOf(number))
		if err != nil {
			return httpd.Following{}, err
		}
		shown = t.ID
	}
	look := func(ctx context.Context) (live.Reader, error) {
		w, err := people.Watching(ctx, d.DB, session)
		return live.Reader{Person: w.ID, Teams: w.Teams, Ticket: int64(shown)}, err
	}
	reader, err := look(ctx)
	f := httpd.Following{Reader: reader, Whose: string(session), Mark: r.URL.Query().Get("since"), Look: look, Tell: tell}
	if shown != 0 {
		me := people.Actor{ID: httpd.Actor(ctx).ID, Role: httpd.Actor(ctx).Role}
		f.Enter = func(ctx context.Context) (id presence.ID, err error) {
			err = d.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
				id, err = presence.Enter(ctx, tx, me, int64(shown))
				return err
			})
			return id, err
		}
		f.Leave = func(ctx context.Context, id presence.ID) error {
			return d.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return presence.Leave(ctx, tx, people.System, id) })
		}
	}
	return f, err
}

func tell(_ context.Context, news live.News, mark string) (*httpd.Telling, error) {
	return &httpd.Telling{Mark: mark, News: httpd.Words(news)}, nil
}

// showSide answers with what stands around a page: how many tickets and notices there are.
func (d door) showSide(w http.ResponseWriter, r *http.Request) error {
	frame, _, err := d.frame(w, r, nil, "side")
	if err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, layout.Around(frame))
}

// showHere answers with who else is at a ticket.
func (d door) showHere(w http.ResponseWriter, r *http.Request) error {
	t, err := d.ticket(r)
	if err != nil {
		return err
	}
	v := view.Ticket{Whole: ticket.Whole{Ticket: t}, Me: httpd.Me(r.Context()), Now: httpd.Now(r.Context())}
	v.List = listOf(r)
	if v.Others, err = presence.Others(r.Context(), d.DB, httpd.Actor(r.Context()), int64(t.ID)); err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.Here(v))
}

// setWriting notes how much of a text stands in the reader's composer, and never what. Only script says so.
func (d door) setWriting(w http.ResponseWriter, r *http.Request) error {
	t, err := d.ticket(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return presence.Write(ctx, tx, httpd.Actor(ctx), presence.ID(form.ID("page")), int(form.ID("lines")))
	})
	if err != nil {
		return err
	}
	httpd.Redirect(w, r, address(r, t.Number)) // where script does not go
	return nil
}

// createHaving tells somebody who is at the same ticket that the reader answers it.
func (d door) createHaving(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	to := people.ID(form.ID("person"))
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		if err := presence.Tell(ctx, tx, httpd.Actor(ctx), int64(t.ID), to); err != nil {
			return ui.Note{}, err
		}
		other, err := people.Get(ctx, tx, to)
		return ui.Note{Text: words(r, "live.told", i18n.Blanks{Name: ui.Clean(view.First(other.Name))})}, err
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(*view.Ticket) {})
}

// streamOf is the address of the stream of a page that shows a ticket, or of one that does not.
func streamOf(number int64) string {
	if number == 0 {
		return "/desk/live"
	}
	return "/desk/live?" + url.Values{"ticket": {digits(number)}}.Encode()
}
