package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/desk"
)

func (d door) showNewPasskey(w http.ResponseWriter, r *http.Request) error {
	return d.newPasskey(w, r, http.StatusOK, view.NewPasskey{Name: words(r, "factor.passkey.name")})
}

func (d door) newPasskey(w http.ResponseWriter, r *http.Request, status int, page view.NewPasskey) error {
	if d.Passkeys == nil {
		return fault.NotFound()
	}
	frame, err := d.securityFrame(w, r, words(r, "factor.passkey.title"))
	if err != nil {
		return err
	}
	page.Frame, page.Led, page.MaxName = frame, httpd.LacksFactor(r.Context()), d.Settings.Limits.Name
	return d.Render(w, r, status, view.NewPasskeyPage(page))
}

// createChallenge asks the browser for a new passkey; only script asks for it.
func (d door) createChallenge(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	return d.Ask(w, r, func(ctx context.Context, tx *pg.Tx) (any, error) {
		return d.Passkeys.AskToAdd(ctx, tx, httpd.Actor(ctx), d.Session(r))
	})
}

// createPasskey adds a passkey.
func (d door) createPasskey(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	err = d.addFactor(w, r, func(ctx context.Context, tx *pg.Tx, codes factor.Recoveries) (bool, error) {
		return d.Passkeys.Add(ctx, tx, httpd.Actor(ctx), factor.NewPasskey{
			Name: form.Text("name"), Credential: form.Text("credential"), Longest: d.Settings.Limits.Name,
			Session: d.Session(r), Recovery: codes, Network: httpd.Network(r),
		})
	})
	if fault.Is(err, fault.KindInvalid) {
		return d.newPasskey(w, r, http.StatusUnprocessableEntity, view.NewPasskey{Name: form.Text("name"), Problems: httpd.Problems(r.Context(), err,
			httpd.Input{Name: "name", Label: words(r, "factor.field.name")})})
	}
	return err
}
