package desk

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/search"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
)

// mostLately is how many of the tickets that were open last are looked up.
const mostLately = 5

// showPalette is what the command palette offers for what is typed.
func (d door) showPalette(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	p := view.Palette{Query: search.Parse(r.URL.Query().Get("q"))}
	batch := &pgx.Batch{}
	ticket.AskViews(batch, by, &p.Views)
	people.AskSeen(batch, by, &p.Teams)
	people.AskFaces(batch, &p.Staff)
	var err error
	p.Found, err = search.LookFor(ctx, d.DB, by, batch, p.Query, lately(r), httpd.Desk(ctx).Location())
	if p.IsSlow = errors.Is(err, search.ErrSlow); err != nil && !p.IsSlow {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.PaletteFound(p))
}

// lately are the tickets that a browser says it had open last. Only those are shown that the reader sees.
func lately(r *http.Request) []int64 {
	out := []int64{}
	for text := range strings.SplitSeq(r.URL.Query().Get("lately"), ",") {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 && len(out) < mostLately {
			out = append(out, n)
		}
	}
	return out
}

// showKeys is the list of all keys.
func (d door) showKeys(w http.ResponseWriter, r *http.Request) error {
	frame, _, err := d.frame(w, r, nil, "keys")
	if err != nil {
		return err
	}
	frame.Title, frame.Flow = words(r, "keyboard.title"), true
	return d.Render(w, r, http.StatusOK, view.KeysPage(frame))
}
