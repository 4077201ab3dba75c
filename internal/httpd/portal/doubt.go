package portal

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/portal"
)

// doubt says why somebody is to look at a form before it becomes a ticket; empty: nothing speaks against it. Whoever
// sent it is answered as everybody is.
func (d door) doubt(r *http.Request, form httpd.Form) (ticket.Cause, error) {
	if form.Text(view.TrapField) != "" {
		return ticket.Honeypot, nil
	}
	now := httpd.Now(r.Context())
	if busy, err := ticket.InBurst(r.Context(), d.DB, now, d.Settings.Burst); err != nil || !busy {
		return "", err
	}
	proven, err := ticket.IsProven(r.Context(), d.DB, form.Text("key"), form.Text("challenge"), form.Text("proof"), now)
	if err != nil || proven {
		return "", err
	}
	return ticket.NoProof, nil
}

// crowd is [ticket.TooMany] when a network sends more than its share while very many questions come; empty: it does not. What
// is more is kept back and not refused: behind one network may be a whole house whose lights went out.
func (d door) crowd(ctx context.Context, tx *pg.Tx, r *http.Request) (ticket.Cause, error) {
	if busy, err := ticket.InBurst(ctx, tx, httpd.Now(ctx), d.Settings.Burst); err != nil || !busy {
		return "", err
	}
	err := httpd.CountIn(ctx, tx, r, d.Settings.Rates.BurstNetwork, httpd.Network(r))
	if fault.Is(err, fault.KindTooMany) {
		return ticket.TooMany, nil
	}
	return "", err
}

// challenge is what the browser is to solve that shows a form now; empty: nothing.
func (d door) challenge(r *http.Request, key string) (string, error) {
	now := httpd.Now(r.Context())
	if busy, err := ticket.InBurst(r.Context(), d.DB, now, d.Settings.Burst); err != nil || !busy {
		return "", err
	}
	return ticket.Challenge(r.Context(), d.DB, key, now)
}
