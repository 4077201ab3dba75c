package portal

import (
	"context"
	"net/http"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/portal"
)

func (d door) showHome(w http.ResponseWriter, r *http.Request) error {
	due, usually, err := d.expected(r.Context(), 0)
	if err != nil {
		return err
	}
	desk := httpd.Desk(r.Context())
	f := d.Frame(w, r, i18n.T(r.Context(), "portal.home.title"), "portal-home")
	return d.Render(w, r, http.StatusOK, view.Home(f, view.Welcome{Company: desk.Name, Now: httpd.Now(r.Context()), Expected: due, Usually: usually}))
}

// expected is when somebody who asks now is answered at the latest, zero while no rules say so; and when most such questions are,
// zero where the record shows too little.
func (d door) expected(ctx context.Context, about topic.ID) (due, usually time.Time, err error) {
	o, err := ticket.Expect(ctx, d.DB, httpd.Now(ctx), ticket.Prospect{Customer: httpd.Actor(ctx).ID, Topic: about, Locale: i18n.From(ctx).Locale()})
	if fault.Is(err, fault.KindNotFound) {
		return time.Time{}, time.Time{}, nil
	}
	return o.Due, o.Usually, err
}
