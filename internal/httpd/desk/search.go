package desk

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/search"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// mostSkipped is beyond what any page of results begins with.
const mostSkipped = 1000

func (d door) showSearch(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	p := view.Search{Query: search.Parse(r.URL.Query().Get("q")), Now: httpd.Now(ctx)}
	from := readFound(r.URL.Query().Get("after"))
	p.First = from == search.Cursor{}
	batch := &pgx.Batch{}
	shell := d.AskShell(batch, r)
	if p.Query.IsEmpty() {
		search.AskRecent(batch, by, &p.Recent)
	}
	under := search.Ask(batch, by, p.Query, from, httpd.Desk(ctx).Location())
	err := d.Read(ctx, batch)
	if pg.TookTooLong(err) {
		return d.slowSearch(w, r, p)
	} else if err != nil {
		return err
	}
	p.Found, err = under.Find(ctx, d.DB, func(batch *pgx.Batch) {
		shell.AskCounts(batch, r)
		if p.First && !httpd.IsAhead(r) {
			search.AskRemember(batch, by, p.Query)
		}
	})
	if errors.Is(err, search.ErrSlow) {
		return d.slowSearch(w, r, p)
	} else if err != nil {
		return err
	}
	if err := d.knowsOperators(ctx, p); err != nil {
		return err
	}
	if p.Found.Next != nil {
		p.Next = view.SearchFor(p.Query.Text) + "&" + url.Values{"after": {writeFound(*p.Found.Next)}}.Encode()
	}
	return d.drawSearch(w, r, p, d.FrameOf(w, r, "search", shell))
}

// knowsOperators puts the hint at operators away for good once somebody has used one.
func (d door) knowsOperators(ctx context.Context, p view.Search) error {
	if !p.First || len(p.Query.Conditions) == 0 || isLearnt(ctx, people.HintSearch) {
		return nil
	}
	return d.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return learnt(ctx, tx, people.HintSearch) })
}

// slowSearch says that it took too long, in a frame that is read for itself. What was looked for is remembered all the same.
func (d door) slowSearch(w http.ResponseWriter, r *http.Request, p view.Search) error {
	p.IsSlow = true
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error { return search.Remember(ctx, tx, httpd.Actor(ctx), p.Query) })
	if err != nil {
		return err
	}
	frame, _, err := d.frame(w, r, nil, "search")
	if err != nil {
		return err
	}
	return d.drawSearch(w, r, p, frame)
}

func (d door) drawSearch(w http.ResponseWriter, r *http.Request, p view.Search, frame layout.Frame) error {
	p.Frame = frame
	p.Frame.Title, p.Frame.Flow = words(r, "search.title"), true
	return d.Render(w, r, http.StatusOK, view.SearchPage(p))
}

// showOffers is what is offered under the box while somebody types.
func (d door) showOffers(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	all, err := search.Suggest(ctx, d.DB, httpd.Actor(ctx), r.URL.Query().Get("q"), i18n.From(ctx).Locale())
	if err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.SearchOffers(all))
}

// createForgetting clears what the reader looked for.
func (d door) createForgetting(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	return d.Change(w, r, view.SearchAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "search.forgotten")}, search.ForgetRecent(ctx, tx, httpd.Actor(ctx))
	})
}

func writeFound(c search.Cursor) string {
	var at int64
	if !c.At.IsZero() {
		at = c.At.UnixMicro()
	}
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d.%d", at, c.ID, c.Skip))
}

// readFound reads where a page of results begins. What is no cursor of ours begins at the first page.
func readFound(after string) search.Cursor {
	text, err := base64.RawURLEncoding.DecodeString(after)
	if err != nil || len(text) == 0 || len(text) > 60 {
		return search.Cursor{}
	}
	var micros, id int64
	var skip int
	if n, err := fmt.Sscanf(string(text), "%d.%d.%d", &micros, &id, &skip); err != nil || n != 3 || micros < 0 || micros > maxMicros || id < 0 || skip < 0 || skip > mostSkipped {
		return search.Cursor{}
	}
	c := search.Cursor{ID: ticket.ID(id), Skip: skip}
	if micros > 0 {
		c.At = time.UnixMicro(micros).UTC()
	}
	return c
}
