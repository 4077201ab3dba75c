package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// securityFrame is the shell of a page about second factors: the desk's, or, for whoever must set one up before anything
// else, one that shows nothing of the desk.
func (d door) securityFrame(w http.ResponseWriter, r *http.Request, title string) (layout.Frame, error) {
	if httpd.LacksFactor(r.Context()) {
		f := d.Frame(w, r, title, "security")
		f.Back = view.SecurityAddress
		return f, nil
	}
	f, _, err := d.frame(w, r, nil, "security")
	f.Title, f.Flow = title, true
	return f, err
}

func (d door) showSecurity(w http.ResponseWriter, r *http.Request) error {
	return d.security(w, r, http.StatusOK, view.Security{})
}

func (d door) security(w http.ResponseWriter, r *http.Request, status int, page view.Security) error {
	frame, err := d.securityFrame(w, r, words(r, "factor.page.title"))
	if err != nil {
		return err
	}
	if page.Standing, err = factor.Of(r.Context(), d.DB, httpd.Me(r.Context()).ID); err != nil {
		return err
	}
	page.Frame, page.Led, page.Most, page.Now = frame, httpd.LacksFactor(r.Context()), factor.Most, httpd.Now(r.Context())
	page.HasPasskeys, page.MaxName = d.Passkeys != nil, d.Settings.Limits.Name
	return d.Render(w, r, status, view.SecurityPage(page))
}

func (d door) showNewCode(w http.ResponseWriter, r *http.Request) error {
	setup, err := factor.NewSetup(r.Context(), d.DB, d.Seal, httpd.Me(r.Context()), httpd.Desk(r.Context()).Name)
	if err != nil {
		return err
	}
	return d.newCode(w, r, http.StatusOK, view.NewCode{Setup: setup, Name: words(r, "factor.code.name")})
}

func (d door) newCode(w http.ResponseWriter, r *http.Request, status int, page view.NewCode) error {
	frame, err := d.securityFrame(w, r, words(r, "factor.code.title"))
	if err != nil {
		return err
	}
	if page.Square, err = factor.Draw(page.Setup.URL); err != nil {
		return err
	}
	page.Frame, page.Led, page.MaxName = frame, httpd.LacksFactor(r.Context()), d.Settings.Limits.Name
	return d.Render(w, r, status, view.NewCodePage(page))
}

// createCode adds a code app, whose owner has shown a code of it.
func (d door) createCode(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	me := httpd.Me(r.Context())
	setup, err := factor.SameSetup(r.Context(), d.DB, d.Seal, me, httpd.Desk(r.Context()).Name, form.Text("setup"))
	if err != nil {
		return err
	}
	name, code := form.Text("name"), form.Text("code")
	if code == "" {
		err = fault.Join(append(fault.Of(factor.CheckName(name, d.Settings.Limits.Name)), fault.Invalid("fault.required").On("code"))...)
	} else {
		err = d.addFactor(w, r, func(ctx context.Context, tx *pg.Tx, codes factor.Recoveries) (bool, error) {
			return factor.AddCode(ctx, tx, d.Seal, me.Acting(), factor.NewCode{
				Sealed: form.Text("setup"), Name: name, Code: code, Longest: d.Settings.Limits.Name, Recovery: codes, Network: httpd.Network(r),
			})
		})
	}
	if fault.Is(err, fault.KindInvalid) {
		return d.newCode(w, r, http.StatusUnprocessableEntity, view.NewCode{Setup: setup, Name: name, Problems: httpd.Problems(r.Context(), err,
			httpd.Input{Name: "name", Label: words(r, "factor.field.name")}, httpd.Input{Name: "code", Label: words(r, "factor.code.code")})})
	}
	return err
}

// addFactor adds a factor of the actor's. Their other sessions end and this one gets a new token: whoever had got hold of one
// is out. With the first factor come the recovery codes, which are shown here and never again.
func (d door) addFactor(w http.ResponseWriter, r *http.Request, add func(ctx context.Context, tx *pg.Tx, codes factor.Recoveries) (bool, error)) error {
	me := httpd.Me(r.Context())
	codes, err := factor.FirstRecoveries(r.Context(), d.DB, me.ID)
	if err != nil {
		return err
	}
	var session people.Token
	var given bool
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		if given, err = add(ctx, tx, codes); err != nil {
			return err
		}
		session, err = people.Prove(ctx, tx, d.Session(r), people.BySecondFactor)
		if err != nil {
			return err
		}
		return people.SignOutElsewhere(ctx, tx, me.ID, session)
	})
	if err != nil {
		return err
	}
	d.KeepSession(w, session)
	if given {
		return d.recovery(w, r, codes, false)
	}
	if err := d.Toast(w, ui.Note{Text: words(r, "factor.done.added")}); err != nil {
		return err
	}
	httpd.Redirect(w, r, view.SecurityAddress)
	return nil
}

func (d door) recovery(w http.ResponseWriter, r *http.Request, codes factor.Recoveries, anew bool) error {
	frame, _, err := d.frame(w, r, nil, "security")
	if err != nil {
		return err
	}
	frame.Title, frame.Flow, frame.Back = words(r, "factor.recovery.title"), true, view.SecurityAddress
	return d.Render(w, r, http.StatusOK, view.RecoveryPage(view.Recovery{Frame: frame, Codes: codes.Codes, Anew: anew}))
}

// createRecoveryCodes makes the recovery codes anew, and shows them.
func (d door) createRecoveryCodes(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	codes, err := factor.NewRecoveries(r.Context())
	if err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return factor.MakeRecoveries(ctx, tx, httpd.Actor(ctx), codes, httpd.Network(r))
	})
	if err != nil {
		return err
	}
	return d.recovery(w, r, codes, true)
}

func (d door) setFactorName(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "factor")
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return factor.Rename(ctx, tx, httpd.Actor(ctx), factor.ID(id), form.Text("name"), d.Settings.Limits.Name)
	})
	if fault.Is(err, fault.KindInvalid) {
		return d.security(w, r, http.StatusUnprocessableEntity, view.Security{
			Open: factor.ID(id), Named: form.Text("name"), Problem: httpd.Problems(r.Context(), err)[0].Message,
		})
	}
	if err != nil {
		return err
	}
	return d.secured(w, r, words(r, "factor.done.renamed"))
}

func (d door) createFactorRemoval(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "factor")
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return factor.Remove(ctx, tx, httpd.Actor(ctx), factor.ID(id), httpd.Network(r))
	})
	if fault.Is(err, fault.KindConflict) {
		return d.security(w, r, http.StatusConflict, view.Security{Whole: httpd.Problems(r.Context(), err)[0].Message})
	}
	if err != nil {
		return err
	}
	return d.secured(w, r, words(r, "factor.done.removed"))
}

func (d door) createIdentityRemoval(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return factor.Unlink(ctx, tx, httpd.Actor(ctx), form.Text("issuer"), form.Text("subject"), httpd.Network(r))
	})
	if err != nil {
		return err
	}
	return d.secured(w, r, words(r, "factor.done.unlinked"))
}

func (d door) secured(w http.ResponseWriter, r *http.Request, done string) error {
	if err := d.Toast(w, ui.Note{Text: done}); err != nil {
		return err
	}
	httpd.Redirect(w, r, view.SecurityAddress)
	return nil
}
