package portal

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// desk is the cast's stage with the customers' pages in front of it.
type desk struct {
	*cast.Stage
	site   http.Handler
	server *httpd.Server
}

func opened(t *testing.T, changes ...func(*httpd.Settings)) desk {
	t.Helper()
	stage := cast.New(t)
	return over(stage, stage.DB, changes...)
}

// over is the stage with the customers' pages in front of it, which read it by a pool of their own.
func over(stage *cast.Stage, db *pg.DB, changes ...func(*httpd.Settings)) desk {
	t := stage.T
	blobs, err := blob.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, blobs.Close()) })
	base, err := url.Parse(visitor.Site)
	require.NoError(t, err)
	s := &httpd.Server{
		DB: db, Blobs: blobs, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Settings: httpd.Settings{BaseURL: base, Limits: stage.Limits, Rates: httpd.DefaultRates(), HasMail: true},
	}
	for _, change := range changes {
		change(&s.Settings)
	}
	site, err := httpd.New(s, Routes)
	require.NoError(t, err)
	stage.At("Mon 9 Nov 10:00")
	return desk{Stage: stage, site: site, server: s}
}

// visitor is somebody new at the site.
func (d desk) visitor() *visitor.Visitor { return visitor.New(d.T, d.site) }

// answer is what the site says to a request as it is.
func (d desk) answer(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.site.ServeHTTP(w, r)
	return w
}

// link is the address in a mail to the ticket's customer.
func (d desk) link(id ticket.ID) string {
	d.T.Helper()
	holder, token := d.Holder(id), ""
	d.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if err = tx.ReadClock(ctx); err != nil {
			return err
		}
		token, err = ticket.NewLink(ctx, tx, id, holder.ID)
		return err
	})
	return "/t/" + token
}

// count is how many rows a table has.
func (d desk) count(table string) (n int) {
	d.T.Helper()
	require.NoError(d.T, d.DB.QueryRow(d.T.Context(), "select count(*) from "+table).Scan(&n))
	return n
}

// only is the one ticket that there is.
func (d desk) only() (id ticket.ID) {
	d.T.Helper()
	require.Equal(d.T, 1, d.count("tickets"))
	require.NoError(d.T, d.DB.QueryRow(d.T.Context(), "select id from tickets").Scan(&id))
	return id
}

// filled is the form to ask with everything filled in by Hanna.
func filled(v *visitor.Visitor) *visitor.Form {
	return v.Open("/tickets/new").Form("question").
		Fill("subject", "No internet since last night").
		Fill("body", "Hello,\n\nsince about eleven last night.").
		Fill("name", "Hanna Lund").
		Fill("email", "hanna@bakkehuset.example")
}
