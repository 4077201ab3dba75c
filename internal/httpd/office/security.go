package office

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showSecurity(w http.ResponseWriter, r *http.Request) error {
	return d.security(w, r, http.StatusOK, view.Security{})
}

func (d door) security(w http.ResponseWriter, r *http.Request, status int, page view.Security) error {
	ctx := r.Context()
	var err error
	if page.Staff, err = factor.Staff(ctx, d.DB, httpd.Actor(ctx)); err != nil {
		return err
	}
	if page.Rules, err = factor.Rules(ctx, d.DB); err != nil {
		return err
	}
	if page.Frame, err = d.frame(w, r, "security", words(r, "factor.rules.title")); err != nil {
		return err
	}
	page.Frame.Side.Current = "settings"
	if d.SignOn != nil {
		page.Company = d.SignOn.Label()
	}
	page.Me, page.MaxReason, page.Now = httpd.Me(ctx).ID, d.Settings.Limits.Subject, httpd.Now(ctx)
	return d.Render(w, r, status, view.SecurityPage(page))
}

// setSecurity says which roles need a second factor.
func (d door) setSecurity(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	var roles []people.Role
	for _, role := range form.All("roles") {
		roles = append(roles, people.Role(role))
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return factor.SetRules(ctx, tx, httpd.Actor(ctx), roles, httpd.Network(r))
	})
	return d.secured(w, r, err, view.Security{}, words(r, "factor.done.rules"))
}

// createFactorRemoval takes the second factors of somebody away who has lost them.
func (d door) createFactorRemoval(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "person")
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	reason := form.Text("reason")
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return factor.TakeAway(ctx, tx, httpd.Actor(ctx), people.ID(id), factor.Lost{
			Reason: reason, Longest: d.Settings.Limits.Subject, Network: httpd.Network(r),
		})
	})
	return d.secured(w, r, err, view.Security{Open: people.ID(id), Reason: reason}, words(r, "factor.done.lost"))
}

// secured goes on after a change, or draws the page again with what is wrong with it.
func (d door) secured(w http.ResponseWriter, r *http.Request, err error, page view.Security, done string) error {
	faults := fault.Of(err)
	switch {
	case err == nil:
		if err := d.Toast(w, ui.Note{Text: done}); err != nil {
			return err
		}
		httpd.Redirect(w, r, view.SecurityAddress)
		return nil
	case len(faults) == 0 || faults[0].Kind != fault.KindInvalid && faults[0].Kind != fault.KindConflict:
		return err
	}
	said := httpd.Message(i18n.From(r.Context()), faults[0], httpd.Now(r.Context()))
	if faults[0].Field == "reason" {
		page.Problem = said
	} else {
		page.Whole = said
	}
	return d.security(w, r, int(faults[0].Kind), page)
}
