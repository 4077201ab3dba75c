package office

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/visitor"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// office is the cast's stage with the supervisors' pages in front of it.
type office struct {
	*cast.Stage
	site http.Handler
}

func opened(t *testing.T) office {
	t.Helper()
	stage := cast.New(t)
	base, err := url.Parse(visitor.Site)
	require.NoError(t, err)
	s := &httpd.Server{
		DB: stage.DB, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Settings: httpd.Settings{BaseURL: base, Limits: stage.Limits, Rates: httpd.DefaultRates(), HasMail: true, MailFrom: "help@nordby.example"},
	}
	site, err := httpd.New(s, Routes)
	require.NoError(t, err)
	stage.At("Mon 9 Nov 10:00")
	return office{Stage: stage, site: site}
}

// as is somebody of the staff at their browser, signed in.
func (o office) as(p people.Person) *visitor.Visitor {
	o.T.Helper()
	var session people.Token
	o.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		session, err = people.SignIn(ctx, tx, p.ID, "")
		return err
	})
	return visitor.New(o.T, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "kept_session", Value: string(session)})
		o.site.ServeHTTP(w, r)
	}))
}

// stuck lets somebody's mail, of which they have one, stand in a state for a reason.
func (o office) stuck(whose people.Person, state outbox.State, why string) (mail outbox.ID) {
	o.T.Helper()
	const q = `update outbox set state = $2, error = $3, tries = 2, next_try_at = null where person_id = $1 returning id`
	require.NoError(o.T, o.DB.Pool().QueryRow(o.T.Context(), q, whose.ID, state, why).Scan(&mail))
	return mail
}

func (o office) state(mail outbox.ID) (state outbox.State) {
	o.T.Helper()
	require.NoError(o.T, o.DB.QueryRow(o.T.Context(), `select state from outbox where id = $1`, mail).Scan(&state))
	return state
}
