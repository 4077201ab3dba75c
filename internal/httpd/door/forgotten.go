package door

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/door"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showForgotten(w http.ResponseWriter, r *http.Request) error {
	return d.forgotten(w, r, http.StatusOK, view.Forgotten{})
}

func (d door) showForgottenSent(w http.ResponseWriter, r *http.Request) error {
	return d.forgotten(w, r, http.StatusOK, view.Forgotten{IsSent: true})
}

func (d door) forgotten(w http.ResponseWriter, r *http.Request, status int, p view.Forgotten) error {
	title := i18n.T(r.Context(), "staff.forgotten.title")
	if p.IsSent {
		title = i18n.T(r.Context(), "staff.forgotten.sent_title")
	}
	p.Frame = d.Frame(w, r, title, "forgotten")
	p.Frame.Back = r.URL.Path
	p.MaxAddress = d.Settings.Limits.Address
	return d.Render(w, r, status, view.ForgottenPage(p))
}

// forget posts a link to a new password, if there is anybody to post it to. What it does, says and takes is the same whoever
// has the address, and so is when it stops: who asks too often is told so without the address being looked at.
func (d door) forget(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	address := form.Text("email")
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := httpd.CountIn(ctx, tx, r, d.Settings.Rates.ForgotNetwork, httpd.Network(r)); err != nil {
			return err
		}
		if err := httpd.CountIn(ctx, tx, r, d.Settings.Rates.ForgotAddress, address); err != nil {
			return err
		}
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		id, err := people.ForgetPassword(ctx, tx, d.sizes(), address, httpd.Network(r))
		if err != nil {
			return err
		}
		return outbox.PostPassword(ctx, tx, int64(id))
	})
	if fault.Is(err, fault.KindInvalid) {
		problems := httpd.Problems(r.Context(), err, httpd.Input{Name: "email", Label: i18n.T(r.Context(), "signin.address")})
		return d.forgotten(w, r, http.StatusUnprocessableEntity, view.Forgotten{Address: address, Problems: problems})
	}
	if err != nil {
		return err
	}
	httpd.Redirect(w, r, "/login/forgotten/sent")
	return nil
}

// linked is the token of a mailed link.
func linked(r *http.Request) people.Token { return people.Token(chi.URLParam(r, "token")) }

// showNewPassword shows the form to whoever holds a link. Opening it uses nothing up: what opens links in mails must not spend
// them.
func (d door) showNewPassword(w http.ResponseWriter, r *http.Request) error {
	p, err := people.ResetOf(r.Context(), d.DB, linked(r))
	if err != nil {
		return err
	}
	return d.newPassword(w, r, http.StatusOK, view.NewPassword{Address: p.Address})
}

func (d door) newPassword(w http.ResponseWriter, r *http.Request, status int, p view.NewPassword) error {
	p.Frame = d.Frame(w, r, i18n.T(r.Context(), "staff.password.title"), "new-password")
	p.Frame.Back, p.MinPassword = r.URL.Path, people.PasswordMin
	return d.Render(w, r, status, view.NewPasswordPage(p))
}

// setNewPassword gives somebody the password that they chose and signs them out everywhere. They sign in with it then: a link
// alone lets nobody in.
func (d door) setNewPassword(w http.ResponseWriter, r *http.Request) error {
	p, err := people.ResetOf(r.Context(), d.DB, linked(r))
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	if f := people.CheckPassword("password", form.Text("password"), p.Name, p.Address, httpd.Desk(r.Context()).Name); f != nil {
		problems := httpd.Problems(r.Context(), f, httpd.Input{Name: "password", Label: i18n.T(r.Context(), "staff.password.new")})
		return d.newPassword(w, r, http.StatusUnprocessableEntity, view.NewPassword{Address: p.Address, Problems: problems})
	}
	hash, err := people.HashPassword(r.Context(), form.Text("password"))
	if err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		id, err := people.ResetPassword(ctx, tx, linked(r), hash, httpd.Network(r))
		if err != nil {
			return err
		}
		return factor.EndAll(ctx, tx, id)
	})
	if err != nil {
		return err
	}
	if err := d.Toast(w, ui.Note{Text: i18n.T(r.Context(), "staff.reset.done")}); err != nil {
		return err
	}
	httpd.Redirect(w, r, "/login")
	return nil
}
