package desk

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// desk is the cast's stage with the agents' pages in front of it.
type desk struct {
	*cast.Stage
	site http.Handler
}

func opened(t *testing.T, changes ...func(*httpd.Settings)) desk {
	t.Helper()
	stage := cast.New(t)
	return over(stage, stage.DB, changes...)
}

// over is the stage with the agents' pages in front of it, which read it by a pool of their own.
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
	return desk{Stage: stage, site: site}
}

// as is somebody of the staff at their browser, signed in.
func (d desk) as(p people.Person) *visitor.Visitor {
	d.T.Helper()
	var session people.Token
	d.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		session, err = people.SignIn(ctx, tx, p.ID, "")
		return err
	})
	return visitor.New(d.T, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "kept_session", Value: string(session)})
		d.site.ServeHTTP(w, r)
	}))
}

// page is the address of a ticket.
func (d desk) page(id ticket.ID) string {
	d.T.Helper()
	return "/desk/tickets/" + strconv.FormatInt(d.Ticket(id).Number, 10)
}

func text(n int64) string { return strconv.FormatInt(n, 10) }
